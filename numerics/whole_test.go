package numerics_test

import "flag"

// whole is for the figures: without it the tests try a sample of miniF2F and of its mutants.
var whole = flag.Bool("whole", false, "try all of miniF2F and all its mutants, which takes minutes")

// sampled reports whether the i-th of many cases is tried: one of every so many, or all.
func sampled(i, every int) bool { return *whole || i%every == 0 }
