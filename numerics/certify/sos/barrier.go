package sos

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// barrier minimizes weight·tr P - Σ log det P_b - t·λ over the P ≻ 0 with
// A(P) + F·u = right, by Newton's method. The unknown λ, the last of u, makes Q = P + λI the
// solution of the equations of the problem; it takes part while shifted is set.
type barrier struct {
	operators
	p       []*mat.SymDense
	u       []float64
	shifted bool
	scale   float64 // the right sides were divided by it
	rows    int     // of all blocks
}

// Tolerances of the barrier method, for a problem scaled to right sides of size 1.
const (
	definite   = 1e-6 // λ above which the solution counts as definite, relative to the mean eigenvalue
	lastWeight = 4e6  // t at which the path ends
	pathWeight = 1.0  // of the trace, which keeps the path bounded where the solutions are not
	kernelGap  = 1e-5 // eigenvalues below this, relative to the largest, belong to the kernel: between 1/t and 1/√t
)

// solve finds the analytic center of the definite solutions, as values of the unknowns; it is
// nil where all solutions seem to be singular. The kernels have for each block, as columns,
// what its solutions send to 0; they are nil where there is nothing of the kind.
func (s *system) solve(ctx context.Context) (center []float64, kernels []*mat.Dense, err error) {
	if len(s.blocks) == 0 {
		return make([]float64, s.size), nil, nil
	}
	b := &barrier{operators: s.operators(), scale: 1}
	for _, x := range b.b {
		b.scale = max(b.scale, math.Abs(x))
	}
	for k := range b.b {
		b.b[k] /= b.scale
	}
	if err := b.start(); err != nil {
		return nil, nil, err
	}
	for t := 1.0; ; t *= 6 {
		if err := b.center(ctx, t, pathWeight, 30); err != nil {
			return nil, nil, err
		}
		lambda := b.lambda()
		if lambda > definite*(1+b.trace()/float64(b.rows)) {
			break
		}
		if lambda+(float64(b.rows)+pathWeight*b.trace())/t < -definite {
			return nil, nil, fmt.Errorf("%w: no positive semidefinite Gram matrix", ErrNotFound)
		}
		if t > lastWeight {
			kernels, err := b.kernels()
			if err == nil && kernels == nil {
				err = fmt.Errorf("%w: no definite solution and no kernel", ErrNotFound)
			}
			return nil, kernels, err
		}
	}
	b.unshift()
	if err := b.center(ctx, 0, 1e-3*float64(b.rows)/b.trace(), 60); err != nil {
		return nil, nil, err
	}
	kernels, err = b.kernels()
	return s.values(b), kernels, err
}

func (b *barrier) trace() float64 {
	sum := 0.0
	for _, p := range b.p {
		sum += mat.Trace(p)
	}
	return sum
}

func (b *barrier) lambda() float64 { return b.u[len(b.u)-1] }

// start takes the solution of least norm and shifts it until it is definite.
func (b *barrier) start() error {
	_, columns := b.f.Dims()
	b.u = make([]float64, columns)
	for j := range b.a[0] {
		n := 0
		for k := range b.a {
			if b.a[k][j] != nil {
				n = b.a[k][j].SymmetricDim()
			}
		}
		identity := mat.NewSymDense(n, nil)
		for i := range n {
			identity.SetSym(i, i, 1)
		}
		b.p = append(b.p, identity)
		b.rows += n
	}
	y, u, err := b.kkt(b.gram(), b.b, make([]float64, columns))
	if err != nil {
		return err
	}
	copy(b.u, u)
	q := b.adjoint(y)
	least := math.Inf(1)
	for _, x := range q {
		var e mat.EigenSym
		if !e.Factorize(x, false) {
			return fmt.Errorf("%w: no eigenvalues", ErrNotFound)
		}
		least = min(least, e.Values(nil)[0])
	}
	lambda := least - 1
	for j, x := range q {
		for i := range x.SymmetricDim() {
			x.SetSym(i, i, x.At(i, i)-lambda)
		}
		b.p[j] = x
	}
	b.u[columns-1] = lambda
	b.shifted = true
	return nil
}

// unshift takes λI into P.
func (b *barrier) unshift() {
	for _, p := range b.p {
		for i := range p.SymmetricDim() {
			p.SetSym(i, i, p.At(i, i)+b.lambda())
		}
	}
	b.u[len(b.u)-1] = 0
	b.shifted = false
}

// center takes Newton steps until they are short.
func (b *barrier) center(ctx context.Context, t, weight float64, steps int) error {
	for range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		decrement, err := b.step(t, weight)
		if err != nil {
			return err
		}
		if decrement < 1e-3 {
			return nil
		}
	}
	return nil
}

// step takes one damped Newton step and gives the Newton decrement before it.
func (b *barrier) step(t, weight float64) (float64, error) {
	right := make([]float64, len(b.b))
	for k := range right {
		right[k] = b.b[k]
		for j, u := range b.u {
			right[k] -= b.f.At(k, j) * u
		}
	}
	// What the equations still lack, less A(P - weight·P²): the direction is
	// D = P - weight·P² + P·A*(y)·P.
	squares := make([]*mat.SymDense, len(b.p))
	for j, p := range b.p {
		squares[j] = sandwich(p, nil)
	}
	for k := range right {
		for j, a := range b.a[k] {
			if a != nil {
				right[k] -= 2*inner(a, b.p[j]) - weight*inner(a, squares[j])
			}
		}
	}
	slope := make([]float64, len(b.u))
	if b.shifted {
		slope[len(b.u)-1] = -t
	}
	y, du, err := b.kkt(b.gram(), right, slope)
	if err != nil {
		return 0, err
	}
	directions := b.adjoint(y)
	decrement := 0.0
	for j, p := range b.p {
		d := sandwich(p, directions[j])
		for r := range d.SymmetricDim() {
			for c := r; c < d.SymmetricDim(); c++ {
				d.SetSym(r, c, d.At(r, c)+p.At(r, c)-weight*squares[j].At(r, c))
			}
		}
		directions[j] = d
		// ‖P^{-1/2} D P^{-1/2}‖² = tr (P⁻¹D)².
		var chol mat.Cholesky
		if !chol.Factorize(p) {
			return 0, fmt.Errorf("%w: the iterate is not definite", ErrNotFound)
		}
		var scaled mat.Dense
		if err := chol.SolveTo(&scaled, d); err != nil {
			return 0, fmt.Errorf("%w: %w", ErrNotFound, err)
		}
		n := d.SymmetricDim()
		for r := range n {
			for c := range n {
				decrement += scaled.At(r, c) * scaled.At(c, r)
			}
		}
	}
	decrement = math.Sqrt(max(decrement, 0))
	if math.IsNaN(decrement) {
		return 0, fmt.Errorf("%w: the iteration lost its numbers", ErrNotFound)
	}
	length := 1.0
	if decrement > 0.5 {
		length = 1 / (1 + decrement)
		// A longer step that stays well inside is taken instead.
		for try := 1.0; try > length; try *= 0.7 {
			if b.inside(directions, try/0.9) {
				length = try
				break
			}
		}
	}
	for j, p := range b.p {
		for r := range p.SymmetricDim() {
			for c := r; c < p.SymmetricDim(); c++ {
				p.SetSym(r, c, p.At(r, c)+length*directions[j].At(r, c))
			}
		}
	}
	for j := range b.u {
		b.u[j] += length * du[j]
	}
	return decrement, nil
}

// inside reports whether P + length·D is definite.
func (b *barrier) inside(directions []*mat.SymDense, length float64) bool {
	for j, p := range b.p {
		n := p.SymmetricDim()
		at := mat.NewSymDense(n, nil)
		for r := range n {
			for c := r; c < n; c++ {
				at.SetSym(r, c, p.At(r, c)+length*directions[j].At(r, c))
			}
		}
		var chol mat.Cholesky
		if !chol.Factorize(at) {
			return false
		}
	}
	return true
}

// gram is the matrix of ⟨A_k, P·A_l·P⟩.
func (b *barrier) gram() *mat.SymDense {
	m := len(b.a)
	g := mat.NewSymDense(m, nil)
	for l := range m {
		for j, a := range b.a[l] {
			if a == nil {
				continue
			}
			x := sandwich(b.p[j], a)
			for k := 0; k <= l; k++ {
				if b.a[k][j] != nil {
					g.SetSym(k, l, g.At(k, l)+inner(b.a[k][j], x))
				}
			}
		}
	}
	return g
}

// kkt solves G·y + F·u = right, Fᵀ·y = slope, with u a little damped. While the problem is
// not shifted, λ stays as it is.
func (b *barrier) kkt(g *mat.SymDense, right, slope []float64) (y, u []float64, err error) {
	m, columns := b.f.Dims()
	k := mat.NewDense(m+columns, m+columns, nil)
	v := mat.NewVecDense(m+columns, nil)
	for r := range m {
		v.SetVec(r, right[r])
		for c := range m {
			k.Set(r, c, g.At(r, c))
		}
		for c := range columns {
			if c == columns-1 && !b.shifted {
				continue
			}
			k.Set(r, m+c, b.f.At(r, c))
			k.Set(m+c, r, b.f.At(r, c))
		}
	}
	for c := range columns {
		v.SetVec(m+c, slope[c])
		k.Set(m+c, m+c, -1e-12)
		if c == columns-1 && !b.shifted {
			k.Set(m+c, m+c, 1)
			v.SetVec(m+c, 0)
		}
	}
	var lu mat.LU
	lu.Factorize(k)
	var x mat.VecDense
	if err := lu.SolveVecTo(&x, false, v); err != nil {
		if _, badly := err.(mat.Condition); !badly { //nolint:errorlint // gonum returns it bare
			return nil, nil, fmt.Errorf("%w: %w", ErrNotFound, err)
		}
	}
	for range 2 { // refinement
		var rest, dx mat.VecDense
		rest.MulVec(k, &x)
		rest.SubVec(v, &rest)
		if err := lu.SolveVecTo(&dx, false, &rest); err == nil {
			x.AddVec(&x, &dx)
		}
	}
	y, u = make([]float64, m), make([]float64, columns)
	for r := range y {
		y[r] = x.AtVec(r)
	}
	for c := range u {
		u[c] = x.AtVec(m + c)
	}
	return y, u, nil
}

// adjoint is A*(y), a matrix a block.
func (b *barrier) adjoint(y []float64) []*mat.SymDense {
	out := make([]*mat.SymDense, len(b.p))
	for j, p := range b.p {
		n := p.SymmetricDim()
		out[j] = mat.NewSymDense(n, nil)
		for k, parts := range b.a {
			if parts[j] == nil || y[k] == 0 {
				continue
			}
			for r := range n {
				for c := r; c < n; c++ {
					out[j].SetSym(r, c, out[j].At(r, c)+y[k]*parts[j].At(r, c))
				}
			}
		}
	}
	return out
}

// sandwich is P·A·P, and P² for a nil A.
func sandwich(p, a *mat.SymDense) *mat.SymDense {
	var x mat.Dense
	if a == nil {
		x.Mul(p, p)
	} else {
		x.Mul(p, a)
		x.Mul(&x, p)
	}
	n := p.SymmetricDim()
	out := mat.NewSymDense(n, nil)
	for r := range n {
		for c := r; c < n; c++ {
			out.SetSym(r, c, (x.At(r, c)+x.At(c, r))/2)
		}
	}
	return out
}

// inner is ⟨a, x⟩, the trace of the product.
func inner(a, x *mat.SymDense) float64 {
	sum := 0.0
	n := a.SymmetricDim()
	for r := range n {
		sum += a.At(r, r) * x.At(r, r)
		for c := r + 1; c < n; c++ {
			sum += 2 * a.At(r, c) * x.At(r, c)
		}
	}
	return sum
}

// kernels are the eigenvectors of P whose eigenvalues the path drives to 0.
func (b *barrier) kernels() ([]*mat.Dense, error) {
	largest := 0.0
	eigen := make([]mat.EigenSym, len(b.p))
	for j, p := range b.p {
		if !eigen[j].Factorize(p, true) {
			return nil, fmt.Errorf("%w: no eigenvalues", ErrNotFound)
		}
		values := eigen[j].Values(nil)
		largest = max(largest, values[len(values)-1])
	}
	kernels := make([]*mat.Dense, len(b.p))
	found := false
	for j := range b.p {
		var vectors mat.Dense
		eigen[j].VectorsTo(&vectors)
		values := eigen[j].Values(nil)
		count := 0
		for count < len(values) && values[count] < kernelGap*largest {
			count++
		}
		if count > 0 {
			found = true
			kernels[j] = mat.DenseCopyOf(vectors.Slice(0, len(values), 0, count))
		}
	}
	if !found {
		return nil, nil
	}
	return kernels, nil
}
