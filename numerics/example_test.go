package numerics_test

import (
	"context"
	"fmt"

	"cosita/lean/elab"
	"cosita/numerics"
)

func ExampleJudge_Screen() {
	st, err := elab.Close("x + y = 1 → x * y < 1/4", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	var judge numerics.Judge
	ev := judge.Screen(context.Background(), st)
	fmt.Println(ev.Verdict, ev.Witness)
	// Output: refuted x := 1/2, y := 1/2
}
