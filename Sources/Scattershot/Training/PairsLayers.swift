import KeyLayers
import TokenPipeline

/// The layers that pairs get when none are given. They serve both ways of emitting: `span[0]`, the input tokens since the
/// last emission, also tells whether the position has emitted something already.
enum PairsLayers {
    /// The layers for tokens of a kind; characters have small dictionaries, so that wide windows fit.
    static func text(for tokens: DataFormat.Tokens) -> String {
        near + (tokens == .characters ? wide : "")
    }

    private static let near = """
        bias
        token[0]
        token[-1]
        token[1]
        token[-1..0]
        token[0..1]
        token[-1..1]
        token[-2..0]
        token[0..2]
        token[-2..1]
        token[-1..2]
        token[-2..2]
        token[0] edge[-2..0]
        token[0] edge[0..2]
        out[-1]
        out[-1] token[0]
        unit[-1] token[0]
        unit[-1] token[0..1]
        unit[-1] token[-1..1]
        unit[-2..-1]
        unit[-2..-1] token[0]
        unit[-2..-1] token[0..1]
        unit[-2..-1] token[-1..1]
        unit[-3..-1] token[0]
        span[0]
        span[0] token[1]
        span[0] token[1..2]
        span[0] unit[-1]
        unit[-1] span[0] token[1]
        unit[-2..-1] span[0] token[1]

        """

    private static let wide = """
        token[-3..0]
        token[0..3]
        token[-3..1]
        token[-1..3]
        token[-3..2]
        token[-2..3]
        token[-3..3]
        token[-4..0]
        token[0..4]
        token[-4..4]
        unit[-1] token[0..2]
        unit[-1] token[-1..2]
        unit[-1] token[-2..2]
        unit[-2..-1] token[0..2]
        unit[-2..-1] token[-1..2]
        unit[-3..-1] token[0..1]
        unit[-3..-1] token[-1..1]
        unit[-4..-1] token[0]
        span[0] token[1..3]

        """
}
