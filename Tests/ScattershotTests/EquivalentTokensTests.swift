import GraphPipeline
import Scattershot
import TestSupport
import Testing

/// Texts that Unicode calls equivalent, but that have other bytes, are different tokens everywhere.
@Suite struct EquivalentTokensTests {
    private static let (composed, parted) = ("\u{E9}", "e\u{301}")

    @Test func labelsStayApartWhereGraphsRun() throws {
        let text = String(
            repeating: "one\t\(Self.composed)\ntwo\t\(Self.parted)\n\nthree\tx\n\n", count: 20)
        var model = try Trainer(.tags()).train(MemorySource(text, name: "train.txt"))
        var graphs = ModelGraphs()
        let graph = try Graph(text: "substitute x -> \"\(Self.parted)\"")
        try graphs.apply(.add(GraphLines.Line(graph), before: nil))
        model.graphs = graphs
        let answer = try Transducer(model: model).transduce("one\ntwo\nthree")
        let wanted = "one\t\(Self.composed)\ntwo\t\(Self.parted)\nthree\t\(Self.parted)"
        #expect(answer.utf8.elementsEqual(wanted.utf8), "\(answer.debugDescription)")
    }
}
