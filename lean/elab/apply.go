package elab

import (
	"slices"
	"strings"
	"unicode"

	"cosita/lean/term"
)

// named applies an operation of the library to arguments.
func (e *elaborator) named(name string, want Type, args ...term.Term) (Term, *Error) {
	entries := library()[name]
	if len(entries) == 0 {
		return nil, unsupported(name)
	}
	return e.apply(entries[0], nil, -1, args, want)
}

// global elaborates a name of the library applied to arguments. Where the open namespaces
// give a name several meanings, the one whose types fit is meant.
func (e *elaborator) global(name string, args []term.Term, want Type) (Term, *Error) {
	switch name {
	case "π":
		if e.pi {
			name = "Real.pi"
		}
	case "∅":
		if len(args) == 0 {
			return e.setLit(nil, want)
		}
	case "id":
		if len(args) == 1 {
			return e.elab(args[0], want)
		}
		if len(args) == 0 {
			x := &term.Ident{Name: "x"}
			return e.elab(&term.Quant{Kind: "fun", Binders: []term.Binder{{Names: []string{"x"}}}, Body: x}, want)
		}
	}
	meanings, vague := e.meanings(name)
	if vague != "" {
		return nil, unsupported(vague)
	}
	switch len(meanings) {
	case 0:
		if strings.Contains(name, ".") || bareNames[name] || len(name) > 2 && unicode.IsUpper([]rune(name)[0]) {
			return nil, unsupported(name)
		}
		return nil, errorf(Unbound, "%s", name)
	case 1:
		return e.apply(meanings[0], nil, -1, args, want)
	}
	return e.overloaded(name, meanings, args, want)
}

// meanings are the operations that a name may stand for under the open namespaces. A name
// of the library that has no meaning here makes it vague.
func (e *elaborator) meanings(name string) (found []*entry, vague string) {
	lib := library()
	if rooted, ok := strings.CutPrefix(name, "_root_."); ok {
		return lib[rooted], ""
	}
	found = append(found, lib[name]...)
	var seen []string
	for _, ns := range e.opens {
		full := ns + "." + name
		if slices.Contains(seen, full) || protected[full] {
			continue
		}
		seen = append(seen, full)
		if lacking[full] {
			return nil, full
		}
		found = append(found, lib[full]...)
	}
	if lacking[name] && len(found) > 0 {
		return nil, "_root_." + name
	}
	return found, ""
}

// overloaded elaborates each meaning; exactly one must have a type.
func (e *elaborator) overloaded(name string, meanings []*entry, args []term.Term, want Type) (Term, *Error) {
	var chosen *entry
	for _, m := range meanings {
		mark := e.mark()
		x, err := e.apply(m, nil, -1, args, want)
		if err == nil && want != nil {
			_, err = e.coerce(x, want)
		}
		e.undo(mark)
		if err != nil && err.postponed {
			return nil, err
		}
		if err != nil {
			continue
		}
		if chosen != nil {
			return nil, errorf(Undecided, "%s: it may mean %s or %s", name, chosen.name, m.name)
		}
		chosen = m
	}
	if chosen == nil {
		return nil, errorf(IllTyped, "no meaning of %s fits", name)
	}
	return e.apply(chosen, nil, -1, args, want)
}

// fields selects fields of x one after the other; the last takes arguments.
func (e *elaborator) fields(x Term, path string, args []term.Term, want Type) (Term, *Error) {
	names := strings.Split(path, ".")
	for i, name := range names {
		if i < len(names)-1 {
			var err *Error
			if x, err = e.field(x, name, nil, nil); err != nil {
				return nil, err
			}
			continue
		}
		return e.field(x, name, args, want)
	}
	return x, nil
}

func (e *elaborator) field(x Term, name string, args []term.Term, want Type) (Term, *Error) {
	var space string
	switch t := resolve(x.Type()).(type) {
	case *meta:
		return nil, postponed("the field %s of %s", name, Print(x))
	case Scalar:
		space = map[Scalar]string{Nat: "Nat", Int: "Int", Rat: "Rat", Real: "Real", Complex: "Complex",
			NNReal: "NNReal", PNat: "PNat"}[t]
	case Set:
		space = "Set"
	case Finset:
		space = "Finset"
	case ListOf:
		space = "List"
	case Fun:
		space = "Function"
	case Times:
		space, name = "Prod", map[string]string{"1": "fst", "2": "snd"}[name]+strings.Trim(name, "12")
	case EquivOf:
		space = "Equiv"
		switch name {
		case "1":
			name = "toFun"
		case "2":
			name = "invFun"
		case "symm":
			if len(args) > 0 {
				name = "invFun"
			}
		}
	case Fin:
		space = "Fin"
	case ZMod:
		space = "ZMod"
	}
	entries := library()[space+"."+name]
	if len(entries) == 0 {
		return nil, unsupported(space + "." + name)
	}
	en := entries[0]
	for i, p := range en.params {
		if former(p) == former(resolve(x.Type())) {
			return e.apply(en, x, i, args, want)
		}
	}
	return nil, errorf(IllTyped, "%s takes no argument of type %s", en.name, resolve(x.Type()))
}

// former names what a type is made with.
func former(t Type) string {
	switch t := t.(type) {
	case Scalar:
		return t.String()
	case Set:
		return "Set"
	case Finset:
		return "Finset"
	case ListOf:
		return "List"
	case Fun:
		return "→"
	case Times:
		return "×"
	case EquivOf:
		return "≃"
	case Fin:
		return "Fin"
	case ZMod:
		return "ZMod"
	}
	return "?"
}

// apply elaborates the arguments of an operation from left to right. The result takes the
// expected type before them where it can. The argument at place `at` is given, if any.
func (e *elaborator) apply(en *entry, given Term, at int, args []term.Term, want Type) (Term, *Error) {
	if en.op == Val {
		return e.value(en, given, args)
	}
	in := e.instance(en)
	missing := len(in.params) - len(args)
	if given != nil {
		missing--
	}
	if missing > 0 {
		return e.eta(en, in, given, at, args, missing, want)
	}
	extra := args[len(args)+missing:]
	args = args[:len(args)+missing]
	xs := make([]Term, len(in.params))
	if given != nil {
		// It is known before the result: `(p.1 : ℤ)` is a cast of p.1.
		x, err := e.coerce(given, in.params[at])
		if err != nil {
			return nil, err
		}
		xs[at] = x
	}
	if len(extra) == 0 && !unknown(want) && resolve(want) != Type(Prop) {
		e.same(in.result, want)
	}
	var steps []func() *Error
	for i, p := range in.params {
		if i == at && given != nil {
			continue
		}
		a := args[0]
		args = args[1:]
		steps = append(steps, func() (err *Error) {
			xs[i], err = e.check(a, p)
			return err
		})
	}
	if err := e.inOrder(steps); err != nil {
		return nil, err
	}
	x, err := e.build(en, xs, in.result)
	if err != nil || len(extra) == 0 {
		return x, err
	}
	return e.call(x, extra)
}

// value is the natural number of an element of Fin n or ZMod n.
func (e *elaborator) value(en *entry, x Term, args []term.Term) (Term, *Error) {
	if x == nil && len(args) == 1 {
		var err *Error
		if x, err = e.elab(args[0], nil); err != nil {
			return nil, err
		}
	} else if x == nil || len(args) > 0 {
		return nil, unsupported(en.name + " without its argument")
	}
	if former(resolve(x.Type())) != former(en.params[0]) {
		return nil, errorf(IllTyped, "%s of %s", en.name, resolve(x.Type()))
	}
	return &Apply{Op: Val, Args: []Term{x}, T: Nat}, nil
}

// build is an operation on its arguments, in the form that the typed tree has for it.
func (e *elaborator) build(en *entry, xs []Term, result Type) (Term, *Error) {
	if en.op == Filter {
		xs[0], xs[1] = xs[1], xs[0]
	}
	if en.op == Image && strings.HasPrefix(en.name, "Finset") {
		xs[0] = e.lambda(xs[0])
	}
	if en.op.Binds() {
		xs[len(xs)-1] = e.lambda(xs[len(xs)-1])
	}
	return &Apply{Op: en.op, Args: xs, T: result}, nil
}

// lambda is f as a Lambda.
func (e *elaborator) lambda(f Term) Term {
	if l, ok := f.(*Lambda); ok {
		return l
	}
	t, ok := resolve(f.Type()).(Fun)
	if !ok {
		return f
	}
	v := &Var{Name: "x", T: t.Dom}
	return &Lambda{Param: v, Body: &Call{F: f, Arg: v, T: t.Cod}}
}

// eta elaborates an operation that lacks arguments, as a function of those.
func (e *elaborator) eta(en *entry, in instance, given Term, at int, args []term.Term, missing int, want Type) (Term, *Error) {
	n := len(in.params)
	if given != nil && at >= n-missing {
		return nil, unsupported(en.name + " without its arguments")
	}
	lacking := in.params[n-missing:]
	whole := in.result
	for _, p := range slices.Backward(lacking) {
		whole = Fun{p, whole}
	}
	if !unknown(want) {
		e.same(whole, want)
	}
	xs := make([]Term, n)
	for i, p := range in.params[:n-missing] {
		if i == at && given != nil {
			x, err := e.coerce(given, p)
			if err != nil {
				return nil, err
			}
			xs[i] = x
			continue
		}
		x, err := e.check(args[0], p)
		if err != nil {
			return nil, err
		}
		xs[i], args = x, args[1:]
	}
	var params []*Var
	for i, p := range lacking {
		v := &Var{Name: []string{"x", "y", "z", "w"}[i%4], T: p}
		params = append(params, v)
		xs[n-missing+i] = v
	}
	body, err := e.build(en, xs, in.result)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(params) {
		body = &Lambda{Param: v, Body: body}
	}
	return body, nil
}

// inOrder takes steps from left to right. One that waits for a type is taken again after
// the others.
func (e *elaborator) inOrder(steps []func() *Error) *Error {
	for {
		var waiting []func() *Error
		var last *Error
		for _, step := range steps {
			mark := e.mark()
			scope := e.scope
			switch err := step(); {
			case err == nil:
			case err.postponed:
				e.undo(mark)
				e.scope = scope
				waiting, last = append(waiting, step), err
			default:
				return err
			}
		}
		if len(waiting) == 0 {
			return nil
		}
		if len(waiting) == len(steps) {
			return last
		}
		steps = waiting
	}
}
