import KeyLayers

extension CandidateRecord {
    /// Compares both links together with a first pass of each link alone, which has rows of its own: rows that were learned
    /// together do not tell what one of the links would do without the other.
    ///
    /// Nil where no layer sees states, and there is nothing to choose between.
    ///
    /// - Parameters:
    ///   - both: what the first pass with all layers measured.
    ///   - isIncluded: the sequences that it learned from.
    ///   - progress: called now and then; throwing ends the work.
    /// - Complexity: that of two passes over the data.
    init?(
        comparing both: ProgressiveMeasure, frame: TokenModelFrame, settings: LearningSettings,
        heldOut: HeldOutViews, corpus: EncodedCorpus, where isIncluded: (Int) -> Bool,
        progress: () throws -> Void
    ) rethrows {
        guard frame.layout.layers.contains(where: \.isDynamic) else { return nil }
        var settings = settings
        settings.states = StateSettings()
        var right: [[UInt32]] = []
        for link in [NodeLink.window, .present] {
            guard let frame = frame.without(link) else {
                right.append([])
                continue
            }
            let learner = Learner(frame: frame, settings: settings, heldOut: heldOut)
            _ = try learner.learn(corpus, where: isIncluded) { _ in try progress() }
            right.append(learner.measure.rightDecisions)
        }
        self.init(
            decisions: both.decisions, present: right[0], window: right[1], both: both.rightDecisions)
    }
}

extension TokenModelFrame {
    /// The frame without the layers of a link; nil when no layer is left.
    func without(_ link: NodeLink) -> TokenModelFrame? {
        try? TokenModelFrame(
            plan: plan, start: start, columns: columns, spans: spans, outputs: outputs,
            layers: layout.layers.filter { $0.link != link }, distance: distance, spread: spread,
            keyOwners: keyOwners, traits: traits, derived: derived)
    }
}
