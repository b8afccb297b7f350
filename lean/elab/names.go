package elab

import (
	"cmp"
	"strconv"
)

// names are the names of the variables in scope.
type names struct {
	taken map[string]int // how many variables in scope have a name
	of    map[int]string // by slot
}

// rename gives the variables names under which the statement can be printed: no variable
// that is meant is hidden by another of its name.
func rename(st *Statement) {
	n := &names{taken: map[string]int{}, of: map[int]string{}}
	last := map[string]int{}
	for i, v := range st.Vars {
		n.taken[v.Name]++
		last[v.Name] = i
	}
	for i, v := range st.Vars {
		if v.Name != "_" && last[v.Name] != i && st.mentions(i) {
			st.Vars[i].shown = n.free(v.Name)
			n.taken[st.Vars[i].shown]++
		}
		n.of[i] = cmp.Or(st.Vars[i].shown, v.Name)
	}
	for _, h := range st.Hyps {
		n.term(h.Prop)
	}
	n.term(st.Goal)
}

func (s *Statement) mentions(slot int) bool {
	for _, h := range s.Hyps {
		if mentions(h.Prop, slot) {
			return true
		}
	}
	return mentions(s.Goal, slot)
}

// free is a name like this one that no variable in scope has.
func (n *names) free(name string) string {
	if name == "_" {
		name = "x"
	}
	for i := 1; ; i++ {
		if other := name + "_" + strconv.Itoa(i); n.taken[other] == 0 {
			return other
		}
	}
}

func (n *names) term(t Term) {
	switch t := t.(type) {
	case *Var:
		t.Name = n.of[t.Index]
	case *Cast:
		n.term(t.X)
	case *Apply:
		for _, x := range t.Args {
			n.term(x)
		}
	case *Call:
		n.term(t.F)
		n.term(t.Arg)
	case *Lambda:
		p := t.Param
		if n.taken[p.Name] > 0 && n.hides(p.Name, t.Body) || p.Name == "_" && mentions(t.Body, p.Index) {
			p.Name = n.free(p.Name)
		}
		n.taken[p.Name]++
		n.of[p.Index] = p.Name
		n.term(t.Body)
		n.taken[p.Name]--
	}
}

// hides reports whether a variable of this name is meant in t that is bound outside of it.
func (n *names) hides(name string, t Term) bool {
	switch t := t.(type) {
	case *Var:
		return n.of[t.Index] == name
	case *Cast:
		return n.hides(name, t.X)
	case *Apply:
		for _, x := range t.Args {
			if n.hides(name, x) {
				return true
			}
		}
	case *Call:
		return n.hides(name, t.F) || n.hides(name, t.Arg)
	case *Lambda:
		return n.hides(name, t.Body)
	}
	return false
}

func mentions(t Term, slot int) bool {
	switch t := t.(type) {
	case *Var:
		return t.Index == slot
	case *Cast:
		return mentions(t.X, slot)
	case *Apply:
		for _, x := range t.Args {
			if mentions(x, slot) {
				return true
			}
		}
	case *Call:
		return mentions(t.F, slot) || mentions(t.Arg, slot)
	case *Lambda:
		return mentions(t.Body, slot)
	}
	return false
}
