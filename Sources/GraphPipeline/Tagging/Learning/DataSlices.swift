/// Training data cut into slices: what is learned from, what must confirm it, what no search sees, and, where it is reserved,
/// what no decision about graphs sees.
package struct DataSlices {
    /// What a sequence of training data is for.
    package enum Part: Sendable, Hashable {
        /// Graphs are searched on it.
        case selection
        /// What was found must hold on it as well.
        case validation
        /// It decides whether what was found is kept.
        case untouched
        /// It takes no part, so that ways to choose among graphs can be compared on it.
        case comparison
    }

    let selection: TaggedCorpus
    let validation: TaggedCorpus
    let untouched: TaggedCorpus
    /// Selection and validation.
    let seen: TaggedCorpus
    /// All but what is reserved.
    let used: TaggedCorpus

    /// Neighbouring sequences that go to the same slice, so that each has something of every part of the data and no
    /// sequence has its neighbours in another slice.
    static let block = 40

    /// What a sequence is for: two fifths of the blocks select, two fifths validate, one fifth is untouched, or every
    /// second block of it.
    ///
    /// - Complexity: O(1).
    package static func part(of sequence: Int, reservesComparison: Bool) -> Part {
        let (round, place) = (sequence / block).quotientAndRemainder(dividingBy: 5)
        switch place {
        case 0, 1: return .selection
        case 2, 3: return .validation
        default: return reservesComparison && round % 2 == 1 ? .comparison : .untouched
        }
    }

    init(_ corpus: TaggedCorpus, reservesComparison: Bool = false) {
        func sequences(_ parts: Set<Part>) -> TaggedCorpus {
            corpus.selecting(
                corpus.sequenceEnds.indices.filter {
                    parts.contains(Self.part(of: $0, reservesComparison: reservesComparison))
                })
        }
        selection = sequences([.selection])
        validation = sequences([.validation])
        untouched = sequences([.untouched])
        seen = sequences([.selection, .validation])
        used = reservesComparison ? sequences([.selection, .validation, .untouched]) : corpus
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
