/// Training data cut into slices: what is learned from, what must confirm it, and what no search sees.
struct DataSlices {
    let selection: TaggedCorpus
    let validation: TaggedCorpus
    let untouched: TaggedCorpus
    /// Selection and validation.
    let seen: TaggedCorpus

    /// Neighbouring sequences that go to the same slice, so that each has something of every part of the data and no
    /// sequence has its neighbours in another slice.
    static let block = 40

    init(_ corpus: TaggedCorpus) {
        func sequences(_ slices: Set<Int>) -> TaggedCorpus {
            corpus.selecting(corpus.sequenceEnds.indices.filter { slices.contains($0 / Self.block % 5) })
        }
        selection = sequences([0, 1])
        validation = sequences([2, 3])
        untouched = sequences([4])
        seen = sequences([0, 1, 2, 3])
    }

    /// Whether every slice has something in it.
    var areFilled: Bool { selection.count > 0 && validation.count > 0 && untouched.count > 0 }
}

extension GraphEffect {
    /// What a change of labels did.
    init(from before: [UInt32], to after: [UInt32], wanted: [UInt32]) {
        self.init()
        positions = wanted.count
        for position in wanted.indices where before[position] != after[position] {
            if after[position] == wanted[position] { right += 1 }
            if before[position] == wanted[position] { wrong += 1 }
        }
    }
}
