import TokenPipeline

extension RewritingSearch {
    /// What a list does, within the limits of inference, and whether it is to be kept.
    mutating func report(of graphs: [Graph]) -> RewritingReport {
        let compiled = graphs.map { corpus.compile($0) }
        let selection = measured(compiled, in: corpus.selection)
        let validation = measured(compiled, in: corpus.validation)
        let untouched = measured(compiled, in: corpus.untouched)
        var report = RewritingReport(
            selection: selection.score, validation: validation.score, untouched: untouched.score)
        report.graphs = graphs.indices.map { index in
            RewritingReport.Entry(
                text: graphs[index].description, maker: makers[graphs[index]] ?? .edits,
                selection: selection.effects[index], validation: validation.effects[index],
                untouched: untouched.effects[index])
        }
        report.isAccepted = untouched.score.editsAfter < untouched.score.editsBefore
        if report.isAccepted { report.makers = MakerCounts(report.graphs.map(\.maker)) }
        report.noise = noise
        return report
    }

    private func measured(
        _ graphs: [CompiledGraph], in slice: Range<Int>
    ) -> (score: RewritingScore, effects: [RewritingEffect]) {
        var distance = EditDistance()
        var effects = [RewritingEffect](repeating: RewritingEffect(), count: graphs.count)
        var (editsBefore, editsAfter, rightBefore, rightAfter) = (0, 0, 0, 0)
        for example in slice {
            var value = corpus.windows[example].raw
            var edits = distance.between(value, corpus.wanted[example])
            (editsBefore, rightBefore) = (editsBefore + edits, rightBefore + (edits == 0 ? 1 : 0))
            for (index, graph) in graphs.enumerated() {
                let next = corpus.value(of: example, from: value, after: graph, limits: ExecutionLimits())
                guard next != value else { continue }
                let left = distance.between(next, corpus.wanted[example])
                effects[index].examples += 1
                effects[index].right += left < edits ? 1 : 0
                effects[index].wrong += left > edits ? 1 : 0
                effects[index].gain += edits - left
                (value, edits) = (next, left)
            }
            (editsAfter, rightAfter) = (editsAfter + edits, rightAfter + (edits == 0 ? 1 : 0))
        }
        let score = RewritingScore(
            examples: slice.count, editsBefore: editsBefore, editsAfter: editsAfter, rightBefore: rightBefore,
            rightAfter: rightAfter)
        return (score, effects)
    }
}
