import CuckooTable
import KeyLayers
import Platform

/// What a compiled model knows of the tokens of one column: for each token the words of the terms that see it alone, and
/// the values of its views that tables are keyed by. A record is made when its token is first met, known or not, so
/// unknown words cost no more than known ones after that. Each worker has its own.
final class TokenRecords {
    /// The place of everything in a record.
    struct Layout {
        /// Term of the plan → first word; the words for first, last and only tokens follow it where there are edges.
        var terms: [(term: Int, word: Int)] = []
        /// View of the plan → word.
        var views: [(view: Int, word: Int)] = []
        /// Words of a record; word 0 says whether it was made.
        var width = 1

        init(plan: LayerPlan, column: Int) {
            for (index, term) in plan.tokens.enumerated() where term.column == column {
                terms.append((index, width))
                width += term.hasEdges ? 4 : 1
            }
            for (index, view) in plan.views.enumerated() where view.column == column {
                views.append((index, width))
                width += 1
            }
            // A power of two up to a cache line, so that a record does not straddle two.
            var rounded = 1
            while rounded < width { rounded *= 2 }
            width = width > 16 ? (width + 15) / 16 * 16 : rounded
        }
    }

    let layout: Layout
    private let compiled: CompiledModel
    private let column: Int
    private let records = ScratchBuffer<UInt32>()
    /// Sums of rows; row 0 is zero.
    private let ownRows = ScratchBuffer<Int16>()
    private var rowCount = 1
    /// Rows of forgotten tokens, to be used again.
    private var freeRows: [UInt32] = []
    private var recordCount = 0
    private var generation = -1
    private let signatures = ScratchBuffer<Signature>(capacity: SignatureLayout.mostLayers)
    private let found = ScratchBuffer<UInt32>(capacity: SignatureLayout.mostLayers)

    /// The record of positions outside a sequence.
    static let outside: UInt32 = 0

    /// The record of a resolver's entry.
    @inline(__always)
    static func number(of entry: UInt32) -> UInt32 { entry &+ 1 }

    init(compiled: CompiledModel, column: Int) {
        self.compiled = compiled
        self.column = column
        layout = Layout(plan: compiled.plan, column: column)
    }

    /// Words of all records, one after another.
    var base: UnsafePointer<UInt32> { UnsafePointer(records.base) }
    /// The rows that words of terms point to.
    var rows: UnsafePointer<Int16> { UnsafePointer(ownRows.base) }

    /// Makes the records of `entries` that were not made yet.
    ///
    /// - Complexity: O(entries), and O(layers · numbers) for each new one.
    func prepare(_ entries: UnsafeBufferPointer<UInt32>, resolver: TokenResolver) {
        if generation != resolver.generation {
            generation = resolver.generation
            forgetUnknown()
        }
        if recordCount == 0 || records.base[0] == 0 {
            reserve(records: 1)
            make(Self.outside, entry: nil, resolver: resolver)
        }
        let width = layout.width
        var largest: UInt32 = 0
        for entry in entries { largest = max(largest, entry) }
        reserve(records: Int(largest) + 2)
        let base = records.base
        for entry in entries where base[Int(Self.number(of: entry)) &* width] == 0 {
            make(Self.number(of: entry), entry: entry, resolver: resolver)
        }
    }

    /// Forgets the tokens that are in no dictionary, whose entries stand for others now.
    private func forgetUnknown() {
        let known = compiled.model.frame.columns[column].tokens.count
        let first = Int(Self.number(of: UInt32(known)))
        for number in first..<max(first, recordCount) {
            let record = records.base + number * layout.width
            if compiled.line == nil && record[0] != 0 {
                for (term, word) in layout.terms {
                    let words = word..<word + (compiled.plan.tokens[term].hasEdges ? 4 : 1)
                    freeRows += words.lazy.map { record[$0] }.filter { $0 != 0 }
                }
            }
            record[0] = 0
        }
    }

    private func reserve(records count: Int) {
        guard count > recordCount else { return }
        let doubled = max(count, recordCount * 2)
        records.reserve(doubled * layout.width, keeping: recordCount * layout.width)
        (records.base + recordCount * layout.width)
            .update(repeating: 0, count: (doubled - recordCount) * layout.width)
        recordCount = doubled
    }

    private func make(_ number: UInt32, entry: UInt32?, resolver: TokenResolver) {
        let record = records.base + Int(number) * layout.width
        record[0] = 1
        var values: [TokenView: UInt32] = [:]
        func value(_ view: TokenView) -> UInt32 {
            guard let entry else { return PartValue.outside }
            if let known = values[view] { return known }
            var value: UInt32 = 0
            resolver.writeValues(of: [entry], column: column, view: view, into: &value)
            values[view] = value
            return value
        }
        for (view, word) in layout.views { record[word] = value(compiled.plan.views[view].view) }
        for (index, word) in layout.terms {
            let term = compiled.plan.tokens[index]
            let edge = entry == nil ? PartValue.outside : PartValue.Edge.inner
            let inner = rowNumbers(of: term, edge: edge, value)
            let start = term.column == 0 && term.offset == 0 ? entry : nil
            record[word] = self.word(adding: inner, removing: [], start: start, resolver: resolver)
            guard term.hasEdges else { continue }
            for (place, edge) in [PartValue.Edge.first, PartValue.Edge.last, PartValue.Edge.only].enumerated()
            {
                record[word + 1 + place] = self.word(
                    adding: entry == nil ? [] : rowNumbers(of: term, edge: edge, value),
                    removing: entry == nil ? [] : inner, start: nil, resolver: resolver)
            }
        }
    }

    /// The rows of a term's layers in the uncompiled model.
    private func rowNumbers(
        of term: LayerPlan.TokenTerm, edge: UInt32, _ value: (TokenView) -> UInt32
    ) -> [UInt32] {
        let layout = compiled.model.frame.layout
        for (place, layer) in term.layers.enumerated() {
            let parts = layout.layers[layer].parts
            signatures.base[place] = layout.signature(of: layer) { part in
                if case .column(_, let view) = parts[part].source { value(view) } else { edge }
            }
        }
        compiled.model.table.findAll(
            UnsafeBufferPointer(start: signatures.base, count: term.layers.count), into: found.base)
        return (0..<term.layers.count).map { found.base[$0] }.filter { $0 != 0 }
    }

    /// The word that stands for a sum of rows: the number of an own row, or the sum of multiples.
    private func word(
        adding: [UInt32], removing: [UInt32], start: UInt32?, resolver: TokenResolver
    ) -> UInt32 {
        if let line = compiled.line {
            let sum = adding.reduce(Int32(0)) { $0 &+ line.multiples[Int($1)] }
            return UInt32(bitPattern: removing.reduce(sum) { $0 &- line.multiples[Int($1)] })
        }
        let table = compiled.model.rows
        let numbers = table.numbers
        ownRows.reserve((rowCount + 1) * numbers, keeping: rowCount * numbers)
        let row = freeRows.last ?? UInt32(rowCount)
        let sum = ownRows.base + Int(row) * numbers
        sum.update(repeating: 0, count: numbers)
        for row in adding {
            for number in 0..<numbers { sum[number] &+= table.values.base[Int(row) &* numbers &+ number] }
        }
        for row in removing {
            for number in 0..<numbers { sum[number] &-= table.values.base[Int(row) &* numbers &+ number] }
        }
        if let start { subtractStart(of: resolver.value(of: start, column: column), from: sum) }
        guard (0..<numbers).contains(where: { sum[$0] != 0 }) else { return 0 }
        if freeRows.popLast() == nil { rowCount += 1 }
        return row
    }

    /// Rows are subtracted from the middle of every number; what a token starts at beyond it goes into its row.
    private func subtractStart(of token: UInt32, from sum: UnsafeMutablePointer<Int16>) {
        let frame = compiled.model.frame
        let (start, middle) = (frame.startVectors[token], frame.startVectors[PartValue.unknown])
        for number in 0..<compiled.model.rows.numbers {
            let beyond = (start[number] &- middle[number]) &<< Int32(compiled.model.rows.fractionBits)
            sum[number] &-= Int16(truncatingIfNeeded: beyond)
        }
    }
}
