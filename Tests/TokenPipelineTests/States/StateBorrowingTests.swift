import CuckooTable
import KeyLayers
import TestSupport
import Testing
import TokenPipeline

@Suite struct StateBorrowingTests {
    /// Settings under which rare states lose their rows.
    private func settings(borrows: Bool) -> StateSettings {
        var states = StateSettings()
        states.damping = 0.99
        states.minimumRank = 0.05
        states.borrows = borrows
        return states
    }

    /// Outputs with given texts; those in `rare` come once.
    private func task(_ texts: [String], rare: [String], separator: String? = nil) -> SyntheticTask {
        var generator = SeededGenerator(seed: 9)
        var task = SyntheticTask(layers: ["token[0]", "out[-1]", "unit[-1]", "out[-1] token[0]"])
        task.unitSeparator = separator
        for number in 0..<200 {
            var output: [[String]] = []
            for _ in 0..<6 { output.append([texts.randomElement(using: &generator) ?? ""]) }
            if number < rare.count { output[2] = [rare[number]] }
            task.inputs.append(output.map { _ in ["x\(Int.random(in: 0..<3, using: &generator))"] })
            task.outputs.append(output)
        }
        return task
    }

    private func row(_ model: TokenModel, layer: Int, _ text: String) -> [Int16]? {
        let output = model.frame.outputs.index(of: text)
        let index = layer == 1 ? output : model.frame.units.texts.firstIndex(of: text)
        let signature = index.flatMap {
            model.frame.layout.pack(layer: layer, values: [PartValue.known($0)])
        }
        let row = signature.map { model.table.find($0) } ?? 0
        return row == 0 ? nil : model.rows[Int(row)]
    }

    @Test func theMostSimilarStateLends() throws {
        let task = task(["S-NOUN", "S-VERB", "B-ADJ"], rare: ["I-NOUN", "B-VERB"])
        let without = try task.learn(epochs: 4, states: settings(borrows: false)).model
        let model = try task.learn(epochs: 4, states: settings(borrows: true)).model
        for layer in [1, 2] {
            for (rare, lender) in [("I-NOUN", "S-NOUN"), ("B-VERB", "S-VERB")] {
                #expect(row(without, layer: layer, rare) == nil, "\(rare) was not pruned")
                let lent = try #require(row(without, layer: layer, lender), "\(lender) has no row to lend")
                #expect(row(model, layer: layer, rare) == lent, "\(rare) in layer \(layer)")
                #expect(row(model, layer: layer, lender) == lent)
            }
        }
        // Nothing else changes, and borrowed rows have no updates of their own.
        without.table.forEach { signature, row in
            let other = model.table.find(signature)
            #expect(model.rows[Int(other)] == without.rows[Int(row)])
            #expect(model.rows.updates[Int(other)] == without.rows.updates[Int(row)])
        }
        let borrowed = (1...model.rows.count).filter { model.rows.updates[$0] == 0 }
        #expect(borrowed.count == model.rows.count - without.rows.count)
        #expect(borrowed.count == 4)
        let (fast, plain) = (StringDecoder(model: model), ReferenceDecoder(model: model))
        for tokens in task.inputs.prefix(30) {
            #expect(fast.decode(tokens) == plain.emissions(of: plain.decode(tokens), positions: tokens.count))
        }
    }

    /// Compared are units where a token has several: one of two differs from the first lender, three in all from the second,
    /// whose characters are more like the borrower's.
    @Test func unitsAreCompared() throws {
        let task = task(["abcdefgh y", "ijklmnox w v"], rare: ["ijklmnop y"], separator: " ")
        let model = try task.learn(epochs: 4, states: settings(borrows: true)).model
        #expect(row(model, layer: 1, "ijklmnop y") == row(model, layer: 1, "abcdefgh y"))
        var whole = task
        whole.unitSeparator = nil
        let other = try whole.learn(epochs: 4, states: settings(borrows: true)).model
        #expect(row(other, layer: 1, "ijklmnop y") == row(other, layer: 1, "ijklmnox w v"))
        #expect(row(other, layer: 1, "ijklmnop y") != row(other, layer: 1, "abcdefgh y"))
    }
}
