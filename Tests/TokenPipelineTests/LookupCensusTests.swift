import CuckooTable
import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

/// What a census of compiled tables counts, against one of hashed rows and against itself.
@Suite struct LookupCensusTests {
    private func census(
        _ model: TokenModel, _ inputs: [[[String]]], kernel: Kernel = .preferred
    ) -> LookupCensus {
        let census = LookupCensus()
        let counted = StringDecoder(model: model, kernel: kernel, census: census)
        let plain = StringDecoder(model: model, kernel: kernel)
        #expect(counted.decodeTogether(inputs) == plain.decodeTogether(inputs))
        return census
    }

    private func expectSense(_ census: LookupCensus) {
        for table in census.tables {
            let counts = table.counts
            #expect(counts.byLength.reduce(0, +) == counts.lookups, "\(table.name)")
            #expect(counts.hits <= counts.lookups, "\(table.name)")
            #expect((counts.lookups...2 * counts.lookups).contains(counts.buckets), "\(table.name)")
            #expect(counts.byLength[2] * 2 + counts.byLength[1] == counts.buckets, "\(table.name)")
            #expect(counts.mismatches <= counts.byLength[2] && table.load <= 1, "\(table.name)")
            #expect(table.hasTags || counts.mismatches == 0, "\(table.name)")
        }
        #expect(census.search.failures >= 0 && census.search.decisions >= census.search.examined)
    }

    @Test(arguments: DecoderEqualityTests.plans, UInt64(0)..<6)
    func compiledAndHashedLookUpFindTheSameRows(plan: EmissionPlan, seed: UInt64) throws {
        let task = SyntheticTask.random(seed: seed, plan: plan)
        let model = try task.learn(epochs: 2, seed: seed, minimumUpdates: 0).model
        let inputs = task.inputs.map(model.frame.withDerivedColumns)
        let (compiled, hashed) = (census(model, inputs), census(model, inputs, kernel: .scalar))
        expectSense(compiled)
        expectSense(hashed)
        #expect(compiled.layers.isEmpty && hashed.layers.count == model.frame.layout.layers.count)
        #expect(compiled.search.decisions == hashed.search.decisions)
        #expect(hashed.search.keysVisited == hashed.search.decisions * model.frame.outputs.count)
        let (layers, forms) = (model.frame.layout.layers, LayerForm.forms(of: model.frame))
        func hits(_ form: LayerForm, where isCounted: (ContextLayer) -> Bool = { _ in true }) -> Int {
            layers.indices.filter { forms[$0] == form && isCounted(layers[$0]) }
                .reduce(0) { $0 + hashed.layers[$1].hits }
        }
        func table(_ name: String, _ census: LookupCensus) -> LookupCounts? {
            census.tables.first { $0.name == name }?.counts
        }
        guard !CompiledModel(model).isOnLine else { return }
        // Layers that see the input alone are looked up beside sequences too.
        if layers.indices.allSatisfy({ forms[$0] != .probed || layers[$0].isDynamic }) {
            #expect(table("probed layers", compiled)?.hits == hits(.probed))
        }
        let alone = layers.indices.count { forms[$0] == .span && layers[$0].parts.count == 1 }
        if let rows = table("rows of spans", compiled), alone <= 1 {
            #expect(rows.hits == hits(.span) { $0.parts.count > 1 })
            let (found, expected) = (table("spans", compiled), table("spans", hashed))
            #expect(found?.lookups == expected?.lookups && found?.hits == expected?.hits)
        }
    }

    @Test func modelsOnALineVisitNoKeyAndTellWhatTheirSpansAreNeededFor() throws {
        var task = SyntheticTask.spacing(sequences: 60, seed: 3)
        // Where layers see what was emitted, nothing is proved before they are added.
        let unproved = census(try task.learn(epochs: 1).model, task.inputs)
        #expect(unproved.search.method == .table && !unproved.search.hasProofs)
        task.layers.removeLast()
        let model = try task.learn(epochs: 3).model
        let counted = census(model, task.inputs)
        expectSense(counted)
        #expect(counted.search.method == .table && counted.search.keysVisited == 0)
        #expect(counted.search.decisions == task.inputs.joined().count)
        let rows = try #require(counted.tables.first { $0.name == "rows of spans" })
        #expect(rows.counts.lookups > 0)
        #expect(counted.search.failures > 0 && counted.search.failures <= counted.search.examined)
    }

    @Test(arguments: Kernel.supported)
    func everyKernelSaysHowItCompares(kernel: Kernel) throws {
        let small = try SyntheticTask.tokenRule(sequences: 60, seed: 5).learn(epochs: 2).model
        let few = census(small, SyntheticTask.tokenRule(sequences: 60, seed: 5).inputs, kernel: kernel)
        #expect(few.search.method == .keys(.whole) && !few.search.hasProofs)
        // More keys than are compared whole in lanes, and than rows of costs are made for.
        let task = SyntheticTask.tokenRule(words: 900, tags: 900, sequences: 300, seed: 5)
        let large = try task.learn(epochs: 1).model
        try #require(large.frame.outputs.count > 816)
        let many = census(large, Array(task.inputs.prefix(40)), kernel: kernel)
        expectSense(many)
        #expect(many.search.keysVisited == many.search.decisions * large.frame.outputs.count)
        switch many.search.method {
        case .keys(.leading):
            let most = many.search.examined * large.frame.outputs.count
            #expect((many.search.examined...most).contains(many.search.failures))
            #expect(many.search.failures < most / 2)
        case .keys(.blocks): #expect(kernel == .simd)
        case .keys(.whole): #expect(kernel == .scalar)
        case .table: Issue.record("900 outputs are on no line")
        }
    }
}
