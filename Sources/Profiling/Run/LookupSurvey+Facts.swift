import Platform
import Scattershot

extension LookupSurvey {
    /// What reports say: token dictionaries first, then the table of rows, then layer by layer.
    ///
    /// - Parameter batchFill: share of the lanes that had work.
    func facts(of model: Model, batchFill: Double?) -> [LookupFacts] {
        var facts = columns.enumerated().map { index, column in
            LookupFacts(
                name: "tokens of column \(index + 1)", lookups: column.tokens, hits: column.known, figures: []
            )
        }
        let table = model.tokens.table
        let all = layers.reduce(into: (lookups: 0, hits: 0, buckets: 0, unknown: 0)) { sum, layer in
            sum.lookups += layer.counts.lookups
            sum.hits += layer.counts.hits
            sum.buckets += layer.counts.buckets
            sum.unknown += layer.counts.unknown
        }
        var figures = [
            LookupFacts.Figure(name: "load factor", value: table.load, unit: ""),
            LookupFacts.Figure(name: "entries", value: Double(table.count), unit: ""),
            LookupFacts.Figure(
                name: "buckets a look-up", value: Double(all.buckets) / Double(max(all.lookups, 1)), unit: ""),
            LookupFacts.Figure(name: "token unknown", value: Double(all.unknown), unit: ""),
            LookupFacts.Figure(
                name: "keys compared", value: Double(model.tokens.frame.outputs.count), unit: "a decision"),
        ]
        if let batchFill {
            figures.append(LookupFacts.Figure(name: "lanes with work", value: batchFill, unit: ""))
        }
        facts.append(
            LookupFacts(name: "table of rows", lookups: all.lookups, hits: all.hits, figures: figures))
        facts += layers.map { layer in
            LookupFacts(
                name: "layer \(layer.text)", lookups: layer.counts.lookups, hits: layer.counts.hits,
                figures: [
                    LookupFacts.Figure(
                        name: "buckets a look-up",
                        value: Double(layer.counts.buckets) / Double(max(layer.counts.lookups, 1)), unit: ""),
                    LookupFacts.Figure(
                        name: "token unknown", value: Double(layer.counts.unknown), unit: ""),
                ])
        }
        return facts
    }
}
