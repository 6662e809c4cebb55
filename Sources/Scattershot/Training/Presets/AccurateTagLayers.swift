/// Layers of tags that the preset `accurate` has beside those of `fast`.
enum AccurateTagLayers {
    /// For words alone: what training says of a word, more neighbours, more affixes together.
    static let words = """
        @known[0]
        @known[-1]
        @known[1]
        @known[2]
        @known[0..1]
        @known[-1..0]
        @known[-1..1]
        @known[1..2]
        @known[0..2]
        suffix5[0]
        prefix5[0]
        suffix2[-1]
        suffix2[1]
        shape[-1]
        shape[1]
        shape[-1..0]
        shape[0..1]
        suffix3[0..1]
        suffix3[-1..0]
        lower[-2..-1]
        lower[1..2]
        suffix3[0] shape[0] edge[0]
        prefix2[0] suffix2[0]
        prefix3[0] suffix3[0]
        suffix2[0] shape[0]
        suffix2[0] @known[-1]
        suffix2[0] @known[1]
        suffix3[0] @known[-1]
        suffix3[0] @known[1]
        shape[0] @known[-1]
        shape[0] @known[1]

        """

    /// Leading digits of keys, which the permutation search makes classes of similar words.
    static let digits = """
        @key1[0]
        @key2[0]
        @key3[0]
        @key2[-1]
        @key2[1]
        @key3[-1]
        @key3[1]
        @key1[-1..0]
        @key1[0..1]
        @key2[-1..0]
        @key2[0..1]
        @key1[-1..1]
        @key2[1..2]
        @key2[-2..-1]
        out[-1] @key2[0]
        out[-1] @key2[0..1]
        out[-1] @key1[1]

        """

    /// For a further column: wider windows, and words beside the column.
    static func column(_ number: Int) -> String {
        """
        out[-1] \(number).token[-1..0]
        out[-2..-1] \(number).token[0]
        out[-1] \(number).token[0..2]
        lower[0] \(number).token[-1]
        lower[0] \(number).token[1]
        lower[1] \(number).token[0]
        lower[-1] \(number).token[0]
        out[-1] lower[0] \(number).token[1]
        \(number).token[-2..1]
        \(number).token[-1..2]
        \(number).token[-3]
        \(number).token[3]
        \(number).token[-2]
        \(number).token[2]
        lower[0] \(number).token[0]
        lower[1] \(number).token[0..1]
        lower[-1] \(number).token[-1..0]
        \(number).token[1..3]
        \(number).token[0..3]

        """
    }

    /// For words beside further columns.
    static let beside = """
        out[-3..-1]
        lower[-1..1]
        out[-1] lower[1]
        out[-1] lower[-1]

        """
}
