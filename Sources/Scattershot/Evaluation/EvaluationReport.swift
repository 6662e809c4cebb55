/// The measures of a model on a gold file.
public enum EvaluationReport: Sendable, Equatable {
    /// Word and boundary F1.
    case spacing(SpacingMeasure)
    /// Token accuracy and F1 by label, and span F1 where the labels are those of spans.
    case tags(TaggingMeasure, spans: SpanMeasure?)
    /// Sequence and token error, and the positions that emitted as much as the model allows, without ⟨stop⟩.
    case pairs(TranscriptionMeasure, boundedPositions: Int)

    /// The number that sums the report up, with its name: word F1, span F1, accuracy, or the share of right sequences;
    /// all between 0 and 1, larger is better.
    ///
    /// - Complexity: O(1).
    public var headline: (name: String, value: Double) {
        switch self {
        case .spacing(let measure): ("word F1", measure.words.f1)
        case .tags(_, let spans?): ("span F1", spans.spans.f1)
        case .tags(let measure, nil): ("accuracy", measure.accuracy)
        case .pairs(let measure, _): ("right sequences", 1 - measure.sequenceError)
        }
    }
}
