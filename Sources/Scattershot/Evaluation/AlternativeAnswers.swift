/// Comparisons with several right answers to the same input: of each input the nearest one counts.
struct AlternativeAnswers: Sendable {
    /// By the bytes of the input; texts that Unicode holds equal may be different inputs.
    private var nearest: [[UInt8]: TranscriptionMeasure.Comparison] = [:]

    /// Takes a comparison of the answer to `input` with one of its right answers; of several equally near ones the
    /// first counts.
    mutating func add(_ comparison: TranscriptionMeasure.Comparison, input: [UInt8]) {
        if let known = nearest[input], known.distance <= comparison.distance { return }
        nearest[input] = comparison
    }

    /// Takes what was added to `later`, which came after all that was added here.
    mutating func add(_ later: AlternativeAnswers) {
        for (input, comparison) in later.nearest { add(comparison, input: input) }
    }

    /// The measure in which each input is one sequence.
    var measure: TranscriptionMeasure {
        var measure = TranscriptionMeasure()
        for comparison in nearest.values { measure.add(comparison) }
        return measure
    }
}
