// Command readlog reads a whole transparency log, as C2SP tlog-tiles serves it, with the Go
// project's own log library, and checks all that it reads. It knows nothing of the ledger.
//
//	readlog [-proofs 0,1,…] URL VKEY [OLD-CHECKPOINT-FILE …]
//
// It prints a line for each thing that it found to hold, or one line to standard error and exits 1.
package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func refuse(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, "readlog: "+format+"\n", values...)
	os.Exit(1)
}

func must[T any](value T, err error) T {
	if err != nil {
		refuse("%v", err)
	}
	return value
}

// A server is the address of a log; it reads tiles for the library, which authenticates them.
type server string

func (s server) get(path string) []byte {
	answer := must(http.Get(string(s) + "/" + path))
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		refuse("%s: %s", path, answer.Status)
	}
	return must(io.ReadAll(answer.Body))
}

func (s server) Height() int                     { return height }
func (s server) SaveTiles([]tlog.Tile, [][]byte) {}

func (s server) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		data = append(data, s.get(tilePath(tile)))
	}
	return data, nil
}

// tilePath gives the path in C2SP tlog-tiles, which has one height and another name for entries.
func tilePath(tile tlog.Tile) string {
	return strings.NewReplacer("tile/8/data/", "tile/entries/", "tile/8/", "tile/").Replace(tile.Path())
}

// openTree verifies a signed checkpoint and gives the tree in it.
func openTree(text []byte, log note.Verifier) tlog.Tree {
	signed := must(note.Open(text, note.VerifierList(log)))
	// the library knows one log only, by the first line of its checkpoints
	rest := strings.TrimPrefix(signed.Text, log.Name()+"\n")
	return must(tlog.ParseTree([]byte("go.sum database tree\n" + rest)))
}

// A store holds the hashes of a tree in the library's order, made from the entries alone.
type store []tlog.Hash

func (s store) ReadHashes(indexes []int64) (hashes []tlog.Hash, err error) {
	for _, index := range indexes {
		hashes = append(hashes, s[index])
	}
	return hashes, nil
}

// tileAt gives the tile at a place of a tree, as wide as it is there.
func tileAt(level int, n int64, hashes int64) tlog.Tile {
	tile := tlog.Tile{H: height, L: level, N: n, W: 1 << height}
	if rest := hashes - n<<height; rest < 1<<height {
		tile.W = int(rest)
	}
	return tile
}

// readEntries reads every entry, compares it with the tiles, and makes the tree of what it read.
func readEntries(s server, tree tlog.Tree, tiles tlog.HashReader) (made store) {
	for n := int64(0); n<<height < tree.N; n++ {
		tile := tileAt(-1, n, tree.N)
		bundle := bytes.NewReader(s.get(tilePath(tile)))
		var leaves []int64
		for i := int64(0); i < int64(tile.W); i++ {
			var length uint16
			must(0, binary.Read(bundle, binary.BigEndian, &length))
			entry := make([]byte, length)
			must(io.ReadFull(bundle, entry))
			made = append(made, must(tlog.StoredHashes(n<<height+i, entry, made))...)
			leaves = append(leaves, tlog.StoredHashIndex(0, n<<height+i))
		}
		if bundle.Len() > 0 {
			refuse("%s does not end with its last entry", tilePath(tile))
		}
		for i, leaf := range must(tiles.ReadHashes(leaves)) {
			if leaf != made[leaves[i]] {
				refuse("entry %d is not the tree's", n<<height+int64(i))
			}
		}
	}
	return made
}

// checkTiles compares every tile with what the entries make. The library's reader does not need
// this, but for a gap: when the subtrees at the right edge share a tile, version 0.7 leaves as many
// other tiles unauthenticated.
func checkTiles(s server, tree tlog.Tree, made store) (count int) {
	for level, hashes := 0, tree.N; hashes > 0; level, hashes = level+1, hashes>>height {
		for n := int64(0); n<<height < hashes; n++ {
			tile := tileAt(level, n, hashes)
			if !bytes.Equal(s.get(tilePath(tile)), must(tlog.ReadTileData(tile, made))) {
				refuse("%s is not made from the entries", tilePath(tile))
			}
			count++
		}
	}
	return count
}

// checkProof fetches the .tlog-proof of an entry and checks it under its own checkpoint.
func checkProof(s server, log note.Verifier, leaf tlog.Hash, index int64) tlog.Tree {
	text := s.get(fmt.Sprintf("v1/entries/%d/proof", index))
	head, checkpoint, _ := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprint("index ", index) {
		refuse("not the proof of entry %d", index)
	}
	proof := tlog.RecordProof{}
	for _, line := range lines[2:] {
		proof = append(proof, must(tlog.ParseHash(line)))
	}
	tree := openTree([]byte(checkpoint), log)
	must(0, tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf))
	return tree
}

func main() {
	proofs := flag.String("proofs", "", "indexes of entries whose proofs are fetched")
	flag.Parse()
	s, log := server(flag.Arg(0)), must(note.NewVerifier(flag.Arg(1)))

	tree := openTree(s.get("checkpoint"), log)
	fmt.Printf("checkpoint %s %d\n", log.Name(), tree.N)
	tiles := tlog.TileHashReader(tree, s)
	if must(tlog.TreeHash(tree.N, tiles)) != tree.Hash {
		refuse("the tiles have another root")
	}
	fmt.Printf("root %v\n", tree.Hash)
	made := readEntries(s, tree, tiles)
	if must(tlog.TreeHash(tree.N, made)) != tree.Hash {
		refuse("the entries have another root")
	}
	fmt.Printf("entries %d\n", tree.N)
	fmt.Printf("tiles %d\n", checkTiles(s, tree, made))
	for _, text := range strings.Split(*proofs, ",") {
		index := must(strconv.ParseInt(text, 10, 64))
		leaf := made[tlog.StoredHashIndex(0, index)]
		fmt.Printf("proof %d in %d\n", index, checkProof(s, log, leaf, index).N)
	}
	for _, path := range flag.Args()[2:] {
		old := openTree(must(os.ReadFile(path)), log)
		proof := must(tlog.ProveTree(tree.N, old.N, tiles))
		must(0, tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
		fmt.Printf("continues %d\n", old.N)
	}
}
