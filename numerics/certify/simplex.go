package certify

import (
	"context"

	"cosita/numerics/exact"
)

// sense says what is asked of a row of a linear program.
type sense uint8

const (
	zero   sense = iota // = 0
	nonNeg              // ≥ 0
	strict              // > 0
)

// row is a linear form in unknowns numbered from 0, and its sense. The forms are
// homogeneous: the constants are the coefficients of one of the unknowns.
type row struct {
	coefs map[int]exact.Rat
	sense sense
}

// refute looks for multipliers that add the rows up to 0 identically, those of inequalities
// not negative and that of a strict one positive: then no values satisfy all rows (Farkas,
// Motzkin). It is the simplex method for bounded slacks (Dutertre and de Moura, CAV 2006)
// with Bland's rule. The second result is the number of pivots.
func refute(ctx context.Context, rows []row, unknowns, pivots int) ([]exact.Rat, int) {
	t := newTableau(rows, unknowns)
	for n := range pivots {
		if ctx.Err() != nil {
			return nil, n
		}
		i := t.violated()
		if i < 0 {
			return nil, n
		}
		j := t.entering(i)
		if j < 0 {
			return t.conflict(i, len(rows)), n
		}
		if !t.pivot(i, j) {
			return nil, n
		}
	}
	return nil, pivots
}

// tableau expresses basic variables by the others. Variables below unknowns are free, the
// variable unknowns+r is the value of row r, which is at least its bound.
type tableau struct {
	rows     []row
	unknowns int
	a        [][]exact.Rat // a[i][j]: basic i by nonbasic j
	basic    []int
	nonbasic []int
	value    []exact.Rat
}

func newTableau(rows []row, unknowns int) *tableau {
	t := &tableau{rows: rows, unknowns: unknowns, value: make([]exact.Rat, unknowns+len(rows))}
	for j := range unknowns {
		t.nonbasic = append(t.nonbasic, j)
	}
	for i, r := range rows {
		line := make([]exact.Rat, unknowns)
		for j, c := range r.coefs {
			line[j] = c
		}
		t.a = append(t.a, line)
		t.basic = append(t.basic, unknowns+i)
	}
	return t
}

func (t *tableau) bound(x int) exact.Rat {
	if t.rows[x-t.unknowns].sense == strict {
		return exact.Int(1)
	}
	return exact.Rat{}
}

// violated is the basic variable of least number that is out of its bounds.
func (t *tableau) violated() int {
	best := -1
	for i, x := range t.basic {
		if x < t.unknowns || best >= 0 && t.basic[best] < x {
			continue
		}
		c := t.value[x].Cmp(t.bound(x))
		if c < 0 || c > 0 && t.rows[x-t.unknowns].sense == zero {
			best = i
		}
	}
	return best
}

// entering is a nonbasic variable that may move basic i towards its bound.
func (t *tableau) entering(i int) int {
	x := t.basic[i]
	up := t.value[x].Cmp(t.bound(x)) < 0
	best := -1
	for j, y := range t.nonbasic {
		s := t.a[i][j].Sign()
		if s == 0 || best >= 0 && t.nonbasic[best] < y {
			continue
		}
		if y >= t.unknowns {
			if t.rows[y-t.unknowns].sense == zero || (s > 0) != up && t.value[y].Cmp(t.bound(y)) <= 0 {
				continue
			}
		}
		best = j
	}
	return best
}

const maxCoefBits = 600

// pivot exchanges basic i and nonbasic j and puts the former at its bound; false where the
// numbers grow too long.
func (t *tableau) pivot(i, j int) bool {
	x, y := t.basic[i], t.nonbasic[j]
	inv := exact.Int(1).Quo(t.a[i][j])
	step := t.bound(x).Sub(t.value[x]).Mul(inv)
	t.value[y] = t.value[y].Add(step)
	for k, z := range t.basic {
		if t.a[k][j].Sign() != 0 {
			t.value[z] = t.value[z].Add(t.a[k][j].Mul(step))
		}
	}
	line := t.a[i]
	for l := range line {
		if l != j && line[l].Sign() != 0 {
			line[l] = line[l].Mul(inv).Neg()
		}
	}
	line[j] = inv
	for k, other := range t.a {
		f := other[j]
		if k == i || f.Sign() == 0 {
			continue
		}
		other[j] = exact.Rat{}
		for l, c := range line {
			if c.Sign() != 0 {
				other[l] = other[l].Add(f.Mul(c))
				if other[l].BitLen() > maxCoefBits {
					return false
				}
			}
		}
	}
	t.basic[i], t.nonbasic[j] = y, x
	return true
}

// conflict reads the multipliers off a row that cannot be mended.
func (t *tableau) conflict(i, n int) []exact.Rat {
	x := t.basic[i]
	sign := exact.Int(1)
	if t.value[x].Cmp(t.bound(x)) > 0 {
		sign = exact.Int(-1)
	}
	out := make([]exact.Rat, n)
	out[x-t.unknowns] = sign
	for j, y := range t.nonbasic {
		if y >= t.unknowns {
			out[y-t.unknowns] = t.a[i][j].Neg().Mul(sign)
		}
	}
	return out
}
