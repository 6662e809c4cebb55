/// Layers of spacing that the preset `accurate` has beside those of `fast`: wider windows, the word before the running one,
/// and the longest words of training that start or end near by.
enum AccurateSpacingLayers {
    static let text = """
        column 2 = span from seen 2
        column 3 = span from seen 5
        column 4 = span from seen 20
        column 5 = span to seen 2
        column 6 = span to seen 5
        column 7 = span to seen 20
        token[-5..1]
        token[-4..2]
        token[-3..3]
        token[-2..4]
        token[-1..5]
        token[0..6]
        token[-5..0]
        token[1..6]
        span[0] token[1..4]
        span[-1..0]
        span[-1..0] token[1]
        2.token[0..1]
        2.token[1..2]
        2.token[0..2]
        5.token[0..1]
        5.token[-1..0]
        2.token[1] 5.token[0]
        3.token[1] 6.token[0]
        4.token[1] 7.token[0]
        3.token[0..2]
        4.token[0..2]
        2.token[1] 3.token[1] 4.token[1]
        5.token[0] 6.token[0] 7.token[0]
        5.token[0] 5.token[1] 5.token[2]
        6.token[0..2]
        7.token[0..2]
        2.token[1] 5.token[0] 5.token[1]
        2.token[1] span[0]
        3.token[1] span[0]
        2.token[1] 5.token[0] token[0..1]
        3.token[1] 6.token[0] token[0..1]

        """
}
