import Scattershot
import Testing

@Suite struct InspectionTests {
    @Test(arguments: SampleModel.allCases) func layersHoldAllRows(sample: SampleModel) throws {
        let model = try sample.model
        let layers = Inspection(model: model).layers()
        #expect(layers.map(\.layer) == model.layers)
        #expect(layers.reduce(0) { $0 + $1.rows } == model.tokens.rows.count)
        let updates = (1...model.tokens.rows.count).reduce(0) {
            $0 + Int(model.tokens.rows.updates[$1])
        }
        #expect(layers.reduce(0) { $0 + $1.updates } == updates)
        #expect(layers.allSatisfy { $0.deviation >= 0 && $0.deviation.isFinite })
    }

    @Test(arguments: SampleModel.allCases) func rowsComeByWeight(sample: SampleModel) throws {
        let model = try sample.model
        let inspection = Inspection(model: model)
        let rows = inspection.heaviestRows(.max)
        #expect(rows.map(\.row).sorted() == Array(1...model.tokens.rows.count))
        #expect(rows.map(\.weight) == rows.map(\.weight).sorted(by: >))
        #expect(inspection.heaviestRows(5) == Array(rows.prefix(5)))
        #expect(inspection.heaviestRows(0).isEmpty)
        #expect(inspection.heaviestRows(-1).isEmpty)
        let scale = Double(1 << model.tokens.rows.fractionBits)
        for row in rows.prefix(20) {
            let values = model.tokens.rows[row.row]
            #expect(
                row.weight == values.reduce(0) { $0 + Double($1.magnitude) } / Double(values.count) / scale)
            #expect(row.updates == Int(model.tokens.rows.updates[row.row]))
        }
        for (index, layer) in model.layers.enumerated() {
            #expect(inspection.heaviestRows(.max, layer: index) == rows.filter { $0.layer == layer })
        }
    }

    @Test func contextsAreThoseOfTheExplanation() throws {
        for (model, input) in [
            (SampleModels.spacing, "thecatseesthedog."), (SampleModels.tags, "the\ncat\nsees"),
        ] {
            let model = try model.get()
            let rows = Dictionary(
                uniqueKeysWithValues: Inspection(model: model).heaviestRows(.max).map { ($0.row, $0) })
            for explained in try Explanation(model: model).explain(input).flatMap(\.rows) {
                let inspected = try #require(rows[explained.row])
                #expect(inspected.layer == explained.layer)
                #expect(inspected.context == explained.context)
                #expect(inspected.weight == explained.weight)
            }
        }
    }

    @Test func contextsAreWords() throws {
        let rows = Inspection(model: try SampleModels.tags.get()).heaviestRows(.max)
        #expect(rows.contains { $0.layer == "token[0]" && $0.context == "cat" })
        let tags: Set<Substring> = ["DET", "ADJ", "NOUN", "VERB", "ADV", "ADP", "PUNCT", "·"]
        let pairs = rows.filter { $0.layer == "out[-1] lower[0]" }.map { $0.context.split(separator: " ") }
        #expect(!pairs.isEmpty && pairs.allSatisfy { $0.count == 2 && tags.contains($0[0]) })
        #expect(rows.contains { $0.layer == "shape[0] edge[0]" && $0.context == ". last" })
        #expect(rows.contains { $0.layer == "out[-1]" && $0.context == "·" })
        let spans = Inspection(model: try SampleModels.spacing.get()).heaviestRows(.max)
        #expect(spans.contains { $0.layer == "span[0]" && $0.context == "the" && $0.pullsTo == " " })
    }
}
