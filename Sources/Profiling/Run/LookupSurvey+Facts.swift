import CuckooTable
import Scattershot
import TokenPipeline

extension LookupSurvey {
    /// What reports say: token dictionaries first, then the tables that decoding reads and its search, pass by pass, then
    /// layer by layer.
    ///
    /// - Parameter batchFill: share of the lanes that had work.
    func facts(batchFill: Double?) -> [LookupFacts] {
        var facts = columns.enumerated().map { index, column in
            Self.facts(
                "tokens of column \(index + 1)", column.counts, entries: column.entries,
                load: column.load, hasTags: true)
        }
        if let first { facts += Self.facts(of: first, before: "first pass, ", batchFill: nil) }
        facts += Self.facts(of: last, before: first == nil ? "" : "second pass, ", batchFill: batchFill)
        facts += layers.map { layer in
            LookupFacts(
                name: "layer \(layer.text)", lookups: layer.counts.lookups, hits: layer.counts.hits,
                figures: [
                    LookupFacts.Figure(
                        name: "token unknown", value: Double(layer.counts.unknown), unit: "")
                ])
        }
        return facts
    }

    private static func facts(of pass: Pass, before prefix: String, batchFill: Double?) -> [LookupFacts] {
        let tables = pass.tables.filter { $0.counts.lookups > 0 }.map {
            facts(
                prefix + $0.name, $0.counts, entries: $0.entries, load: $0.load, hasTags: $0.hasTags)
        }
        return tables + [search(pass.search, name: prefix + "nearest key", batchFill: batchFill)]
    }

    private static func facts(
        _ name: String, _ counts: LookupCounts, entries: Int, load: Double, hasTags: Bool
    ) -> LookupFacts {
        // Where there is no room for all columns, the last ones are left out.
        var figures = [LookupFacts.Figure(name: "load factor", value: load, unit: "")]
        let names = ["no bucket", "1 bucket", "2 buckets", "3 or more"]
        figures += zip(names, counts.byLength).enumerated().compactMap { length, bar in
            // Every table opens one or two; what opens none or more is told where it happens.
            bar.1 > 0 || length == 1 || length == 2
                ? LookupFacts.Figure(name: bar.0, value: Double(bar.1), unit: "") : nil
        }
        if hasTags {
            figures.append(
                LookupFacts.Figure(name: "tag mismatches", value: Double(counts.mismatches), unit: ""))
        }
        if let mean = counts.meanLength {
            figures.append(LookupFacts.Figure(name: "mean buckets", value: mean, unit: ""))
        }
        figures.append(LookupFacts.Figure(name: "entries", value: Double(entries), unit: ""))
        return LookupFacts(name: name, lookups: counts.lookups, hits: counts.hits, figures: figures)
    }

    private static func search(_ search: SearchCensus, name: String, batchFill: Double?) -> LookupFacts {
        let decisions = Double(max(search.decisions, 1))
        var figures = [
            LookupFacts.Figure(
                name: "keys visited", value: Double(search.keysVisited) / decisions, unit: "a decision")
        ]
        if search.hasProofs {
            figures.append(
                LookupFacts.Figure(
                    name: "proof failures", value: Double(search.failures) / Double(search.examined),
                    unit: "a decision with proofs"))
        }
        if let batchFill {
            figures.append(LookupFacts.Figure(name: "lanes with work", value: batchFill, unit: ""))
        }
        return LookupFacts(
            name: name, lookups: search.decisions, hits: search.decisions, figures: figures)
    }

    /// What the reader has to know of the figures, in sentences.
    var notes: [String] {
        [
            "Look-ups were counted apart, on the first \(bytes) bytes of the input, in the tables that the passes read; "
                + "those of layers with hashed rows, since compiled tables look several layers up at once (a phrase is named by its "
                + "first layer).",
            last.search.sentence,
        ]
    }
}

extension SearchCensus {
    /// How decisions are found and what its proofs are.
    fileprivate var sentence: String {
        switch method {
        case .table:
            "Decisions are read from a table, by the sum of their rows, which are multiples of one vector: no key is visited. "
                + "A proof failure is a decision that the rows of the running span could change, so that they were looked up."
        case .keys(.whole):
            "The search compares all \(keys) keys to their last digit at every decision: there are no proofs that could fail."
        case .keys(.leading):
            "The search visits all \(keys) keys at every decision and leaves a key where the first digits of its numbers prove that "
                + "it is not the nearest. A proof failure is a key that had to be compared to its last digit, counted on the "
                + "first \(examined) decisions."
        case .keys(.blocks):
            "The search visits all \(keys) keys at every decision, in blocks of 64, and leaves a block where its heaviest digits "
                + "prove that it has no nearest key; how often these proofs fail is not counted."
        }
    }
}
