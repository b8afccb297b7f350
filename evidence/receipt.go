package evidence

// ReceiptVersion is the version of receipts that are made now. Older ones stay readable.
const ReceiptVersion = 1

// Receipt says what an audit of one Lean file found, and by which means, so that somebody
// else can repeat it. Its digest covers all the other fields; it is no signature.
// docs/receipt.md describes the fields, docs/receipt.schema.json their form.
type Receipt struct {
	Version   int                `json:"version"`
	Digest    string             `json:"digest"` // sha256:HEX of the canonical form without this field
	Time      string             `json:"time"`   // RFC 3339, UTC
	Statement ReceiptFile        `json:"statement"`
	File      ReceiptFile        `json:"file"`
	Header    string             `json:"header"` // imports of the trusted file, a line each
	Level     string             `json:"level"`  // how far the audit came: none, commands, module
	Theorems  []ReceiptTheorem   `json:"theorems"`
	Findings  []ReceiptFinding   `json:"findings,omitempty"`
	Allowed   []string           `json:"allowed_axioms"`
	Lean      ReceiptLean        `json:"lean"`
	Options   []string           `json:"options,omitempty"` // arguments of Lean, and set_option lines of the file
	Checkers  []ReceiptChecker   `json:"checkers"`
	Limits    []ReceiptLimit     `json:"limits,omitempty"` // round the process that compiled the file
	Models    []ReceiptModelCall `json:"models,omitempty"`
	Machine   ReceiptMachine     `json:"machine"`
	Millis    int64              `json:"milliseconds"` // that the audit took
}

// ReceiptFile names a file and what it held.
type ReceiptFile struct {
	Name   string `json:"name"`   // without folders
	Digest string `json:"digest"` // sha256:HEX of its bytes
}

// ReceiptTheorem is one trusted theorem and what is known of it.
type ReceiptTheorem struct {
	Name     string   `json:"name"`
	Evidence Evidence `json:"evidence"`
	Axioms   []string `json:"axioms"` // null where they were not collected
}

// ReceiptFinding is one reason why the file was refused.
type ReceiptFinding struct {
	Rule string `json:"rule"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

// ReceiptLean is the Lean that was used; empty where there was none.
type ReceiptLean struct {
	Version   string `json:"version,omitempty"`   // such as 4.27.0
	Toolchain string `json:"toolchain,omitempty"` // as the workspace names it
	Mathlib   string `json:"mathlib,omitempty"`   // the commit in the workspace's manifest
	Closure   string `json:"closure,omitempty"`   // digest of the compiled modules, the same before and after
}

// ReceiptChecker is one check and how it ended.
type ReceiptChecker struct {
	Name    string `json:"name"`    // commands, module, replay
	Version string `json:"version"` // of what ran
	Ran     bool   `json:"ran"`
	Outcome string `json:"outcome"` // passed, refused, or why it did not run
}

// ReceiptLimit is one limit round the process that met the file.
type ReceiptLimit struct {
	Name    string `json:"name"`
	InForce bool   `json:"in_force"`
	By      string `json:"by,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// ReceiptModelCall is one call of a model on the way to the file.
type ReceiptModelCall struct {
	Digest     string `json:"digest"` // of the request
	Model      string `json:"model"`
	Prompt     int64  `json:"prompt_tokens"`
	Completion int64  `json:"completion_tokens"`
	CostMicros int64  `json:"cost_micros"` // millionths of the currency of the prices
	Recorded   bool   `json:"recorded"`    // a recorded completion stood in
}

// ReceiptMachine is the class of the machine: nothing that tells it from others of its kind.
type ReceiptMachine struct {
	OS   string `json:"os"`
	Arch string `json:"arch"`
	CPUs int    `json:"cpus"`
}
