import KeyLayers

/// The layers that a format gets when none are given.
enum DefaultLayers {
    static func layers(for format: DataFormat) -> [ContextLayer] {
        let text =
            switch format.kind {
            case .spacing: spacing
            case .tags:
                tags
                    + (2...max(format.inputColumns, 2)).filter { $0 <= format.inputColumns }.map(column)
                    .joined()
            case .pairs: PairsLayers.text(for: format.inputTokens)
            }
        do {
            return try LayerList(text: text).layers
        } catch {
            preconditionFailure("built-in layers: \(error)")
        }
    }

    /// Words: the token, its affixes and shape, its neighbours, and up to two states.
    private static let tags = """
        bias
        token[0]
        lower[0]
        suffix1[0]
        suffix2[0]
        suffix3[0]
        suffix4[0]
        prefix1[0]
        prefix2[0]
        prefix3[0]
        prefix4[0]
        shape[0]
        shape[0] edge[0]
        out[-1]
        out[-2..-1]
        out[-1] lower[0]
        lower[-1]
        lower[-2]
        lower[1]
        lower[2]
        suffix3[-1]
        suffix3[1]
        lower[-1..0]
        lower[0..1]
        out[-1] suffix3[1]
        out[-2..-1] suffix3[0]

        """

    /// A further column, such as a part of speech: up to three neighbours together, and with the last state.
    private static func column(_ number: Int) -> String {
        """
        \(number).token[0]
        \(number).token[-1]
        \(number).token[1]
        \(number).token[-1..0]
        \(number).token[0..1]
        \(number).token[-2..-1]
        \(number).token[1..2]
        \(number).token[-1..1]
        \(number).token[-2..0]
        \(number).token[0..2]
        out[-1] \(number).token[0]
        out[-1] \(number).token[0..1]

        """
    }

    /// Characters: windows around the place where a space may stand, and the word so far with what follows.
    private static let spacing = """
        bias
        token[0]
        token[1]
        token[-1..0]
        token[0..1]
        token[1..2]
        token[-2..0]
        token[-1..1]
        token[0..2]
        token[1..3]
        token[-3..0]
        token[-2..1]
        token[-1..2]
        token[0..3]
        token[1..4]
        token[-4..0]
        token[-3..1]
        token[-2..2]
        token[-1..3]
        token[0..4]
        token[1..5]
        token[-4..1]
        token[-3..2]
        token[-2..3]
        token[-1..4]
        token[0..5]
        span[0]
        span[0] token[1]
        span[0] token[1..2]
        span[0] token[1..3]

        """
}
