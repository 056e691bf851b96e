// Verify says what golang.org/x/mod/sumdb (the checksum database of Go, from which C2SP took its formats)
// makes of our notes, trees, tiles and proofs. It reads a JSON array of questions on standard input and
// prints the array of answers: each either {"ok": true, ...} or {"error": "..."}.
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Ask    string   // note, sign, key, inclusion, consistency, tiles, proof
	Vkey   string   // the log's key
	Skey   string   // for sign
	Text   string   // for sign: the note's text; for key: its name
	Note   string   // a signed checkpoint
	Old    string   // for consistency: the older checkpoint
	Proof  []string // hashes in base64
	File   string   // for proof: a .tlog-proof
	Entry  string   // base64
	Index  int64
	Folder string // for tiles: a published log
}

type answer struct {
	Ok    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
	Note  string `json:"note,omitempty"`
	Vkey  string `json:"vkey,omitempty"`
	Skey  string `json:"skey,omitempty"`
	Count int    `json:"count,omitempty"`
}

// opened returns the tree of a checkpoint that the key signed and that names the key's log.
func opened(signed, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("not a size")
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func hashes(lines []string) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(lines))
	for i, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found[i] = hash
	}
	return found, nil
}

func checkRecord(q question, signed string, index int64, lines []string) error {
	tree, err := opened(signed, q.Vkey)
	if err != nil {
		return err
	}
	proof, err := hashes(lines)
	if err != nil {
		return err
	}
	entry, err := base64.StdEncoding.DecodeString(q.Entry)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

// folder reads C2SP's tile/L/N where sumdb asks for tile/8/L/N.
type folder string

func (folder) Height() int                     { return 8 }
func (folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

// checkTiles proves every entry of a published log from its tiles, and that it grew from each of its pasts.
func checkTiles(q question) (int, error) {
	signed, err := os.ReadFile(filepath.Join(q.Folder, "checkpoint"))
	if err != nil {
		return 0, err
	}
	tree, err := opened(string(signed), q.Vkey)
	if err != nil {
		return 0, err
	}
	reader := tlog.TileHashReader(tree, folder(q.Folder))
	for n := int64(0); n < tree.N; n += 256 {
		width := tree.N - n
		path := (tlog.Tile{H: 8, L: 0, N: n / 256, W: 256}).Path()
		if width < 256 {
			path = (tlog.Tile{H: 8, L: 0, N: n / 256, W: int(width)}).Path()
		} else {
			width = 256
		}
		data, err := os.ReadFile(filepath.Join(q.Folder, "tile/entries", strings.TrimPrefix(path, "tile/8/0/")))
		if err != nil {
			return 0, err
		}
		for i := n; i < n+width; i++ {
			if len(data) < 2 || len(data) < 2+int(data[0])<<8+int(data[1]) {
				return 0, errors.New("a bundle that is cut off")
			}
			end := 2 + int(data[0])<<8 + int(data[1])
			proof, err := tlog.ProveRecord(tree.N, i, reader)
			if err != nil {
				return 0, err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(data[2:end])); err != nil {
				return 0, err
			}
			data = data[end:]
		}
		if len(data) > 0 {
			return 0, errors.New("a bundle with more than its entries")
		}
	}
	for old := int64(1); old < tree.N; old += 1 + tree.N/50 {
		root, err := tlog.TreeHash(old, reader)
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveTree(tree.N, old, reader)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old, root); err != nil {
			return 0, err
		}
	}
	return int(tree.N), nil
}

func checkFile(q question) error {
	head, signed, found := strings.Cut(q.File, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a proof file")
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return err
	}
	return checkRecord(q, signed, index, lines[1:])
}

func checkGrowth(q question) error {
	old, err := opened(q.Old, q.Vkey)
	if err != nil {
		return err
	}
	tree, err := opened(q.Note, q.Vkey)
	if err != nil {
		return err
	}
	proof, err := hashes(q.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

func answered(q question) (a answer, err error) {
	switch q.Ask {
	case "key":
		a.Skey, a.Vkey, err = note.GenerateKey(rand.Reader, q.Text)
	case "sign":
		signer, err := note.NewSigner(q.Skey)
		if err != nil {
			return a, err
		}
		signed, err := note.Sign(&note.Note{Text: q.Text}, signer)
		a.Note = string(signed)
		return a, err
	case "note":
		_, err = opened(q.Note, q.Vkey)
	case "inclusion":
		err = checkRecord(q, q.Note, q.Index, q.Proof)
	case "consistency":
		err = checkGrowth(q)
	case "proof":
		err = checkFile(q)
	case "tiles":
		a.Count, err = checkTiles(q)
	default:
		err = fmt.Errorf("no such question: %s", q.Ask)
	}
	return a, err
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		a, err := answered(q)
		a.Ok = err == nil
		if err != nil {
			a.Error = err.Error()
		}
		answers[i] = a
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
