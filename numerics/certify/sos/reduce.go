package sos

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"cosita/numerics/exact"
)

// reduce replaces the basis of each block by polynomials on which the kernel vanishes: with
// rational vectors K the Gram matrices with Q·K = 0 are those over N·b, where the rows of N
// span what is orthogonal to K. A block whose kernel is not rational stays as it is, as long as
// another becomes smaller.
func reduce(blocks []block, kernels []*mat.Dense) ([]block, error) {
	var out []block
	var failed error
	reduced := false
	for j, b := range blocks {
		if kernels[j] == nil {
			out = append(out, b)
			continue
		}
		rows, pivots, err := echelon(kernels[j])
		if err != nil {
			failed = err
			out = append(out, b)
			continue
		}
		reduced = true
		isPivot := map[int]int{}
		for r, c := range pivots {
			isPivot[c] = r
		}
		smaller := block{of: b.of, weight: b.weight}
		for c, q := range b.basis {
			if _, ok := isPivot[c]; ok {
				continue
			}
			for r, p := range pivots {
				q = q.Add(b.basis[p].Scale(rows[r][c].Neg()))
			}
			smaller.basis = append(smaller.basis, q)
		}
		if len(smaller.basis) > 0 {
			out = append(out, smaller)
		}
	}
	if !reduced {
		return nil, failed
	}
	return out, nil
}

// accuracies are the ways in which kernel vectors are made rational, the strictest first: how
// close a fraction has to be, times its denominator, and the largest denominator.
var accuracies = []struct {
	close       float64
	denominator int64
}{{1e-5, 720}, {2e-4, 60}, {2e-3, 12}}

// echelon is the reduced echelon form of the transpose of k, whose entries are made rational.
func echelon(k *mat.Dense) (rows [][]exact.Rat, pivots []int, err error) {
	n, count := k.Dims()
	x := mat.DenseCopyOf(k.T())
	for r := range count {
		// The largest entry of the rest is the pivot.
		best, at, column := 0.0, -1, -1
		for i := r; i < count; i++ {
			for c := range n {
				if v := math.Abs(x.At(i, c)); v > best*1.001 {
					best, at, column = v, i, c
				}
			}
		}
		if best < 1e-8 {
			return nil, nil, fmt.Errorf("%w: the kernel is degenerate", ErrNotFound)
		}
		pivots = append(pivots, column)
		for c := range n {
			a, b := x.At(r, c), x.At(at, c)
			x.Set(r, c, b)
			x.Set(at, c, a)
		}
		scale := x.At(r, column)
		for c := range n {
			x.Set(r, c, x.At(r, c)/scale)
		}
		for i := range count {
			if i == r {
				continue
			}
			factor := x.At(i, column)
			for c := range n {
				x.Set(i, c, x.At(i, c)-factor*x.At(r, c))
			}
		}
	}
	for _, a := range accuracies {
		if rows, ok := rational(x, a.close, a.denominator); ok {
			return rows, pivots, nil
		}
	}
	return nil, nil, fmt.Errorf("%w: a zero of the polynomial is not rational", ErrNotFound)
}

func rational(x *mat.Dense, near float64, denominator int64) ([][]exact.Rat, bool) {
	count, n := x.Dims()
	rows := make([][]exact.Rat, count)
	for r := range rows {
		for c := range n {
			q, ok := nearby(x.At(r, c), near, denominator)
			if !ok {
				return nil, false
			}
			rows[r] = append(rows[r], q)
		}
	}
	return rows, true
}

// nearby is the fraction with the least denominator, up to the largest allowed, that is near
// x, the nearer the larger its denominator.
func nearby(x, near float64, largest int64) (exact.Rat, bool) {
	for d := int64(1); d <= largest; d++ {
		n := math.Round(x * float64(d))
		if math.Abs(x-n/float64(d)) < near/float64(d) {
			return exact.Frac(int64(n), d), true
		}
	}
	return exact.Rat{}, false
}
