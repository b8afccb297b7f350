package screen

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Row is a statement as it stands in a file.
type Row struct {
	ID     string // unique among the rows that one call of Read gives
	Header string
	Text   string
	// Refusal, where it is not empty, says why the text cannot be given Mathlib's meaning.
	Refusal string
	Err     error // why the text is no statement, where that is known already
}

// ErrNoRows is returned when the files hold no statement.
var ErrNoRows = errors.New("no statement found")

// Read reads the statements of files and folders, in the order of the paths and then of the
// text. A path is a `.jsonl` file, a `.lean` file, or a folder with such files at any depth.
func Read(paths ...string) ([]Row, error) {
	var rows []Row
	for _, path := range paths {
		files, err := expand(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			of, err := readFile(file)
			if err != nil {
				return nil, err
			}
			rows = append(rows, of...)
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: %w", strings.Join(paths, ", "), ErrNoRows)
	}
	unique(rows)
	return rows, nil
}

// unique numbers the ids that occur more than once.
func unique(rows []Row) {
	taken := map[string]bool{}
	for i := range rows {
		id := rows[i].ID
		for n := 2; taken[id]; n++ {
			id = fmt.Sprintf("%s#%d", rows[i].ID, n)
		}
		taken[id], rows[i].ID = true, id
	}
}

// expand is the files that a path names.
func expand(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != path && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if ext := filepath.Ext(p); !d.IsDir() && (ext == ".jsonl" || ext == ".lean") {
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

func readFile(path string) ([]Row, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	switch filepath.Ext(path) {
	case ".jsonl":
		return readJSONL(path, bytes.NewReader(data))
	case ".lean":
		return split(path, string(data)), nil
	}
	return nil, fmt.Errorf("%s: want a .jsonl or a .lean file, or a folder", path)
}

// jsonRow has the names under which data sets keep the parts of a row.
type jsonRow struct {
	ID              string `json:"id"`
	Name            string `json:"name"`
	ProblemID       string `json:"problem_id"`
	Header          string `json:"header"`
	Statement       string `json:"statement"`
	FormalStatement string `json:"formal_statement"`
	Lean4Code       string `json:"lean4_code"`
}

func readJSONL(path string, r io.Reader) ([]Row, error) {
	var rows []Row
	lines := bufio.NewReader(r)
	for number := 1; ; number++ {
		text, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			var row jsonRow
			if err := json.Unmarshal(text, &row); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, number, err)
			}
			statement := first(row.Statement, row.FormalStatement, row.Lean4Code)
			if statement == "" {
				return nil, fmt.Errorf("%s:%d: no statement: want a field statement, formal_statement or lean4_code", path, number)
			}
			rows = append(rows, Row{
				ID:     first(row.ID, row.Name, row.ProblemID, fmt.Sprintf("%s:%d", filepath.Base(path), number)),
				Header: row.Header, Text: statement,
			})
		}
		if err == io.EOF {
			return rows, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
}

func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
