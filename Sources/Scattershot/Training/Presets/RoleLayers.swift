/// Layers of the preset `roles` beside those of tags: the nearest verb on either side, the way to it, and what was tagged
/// already.
enum RoleLayers {
    static let text = """
        column 3 = nearest left VERB,AUX in 2 take 2
        column 4 = nearest left VERB,AUX in 2 take 1
        column 5 = nearest right VERB,AUX in 2 take 2
        column 6 = nearest right VERB,AUX in 2 take 1
        column 7 = path left VERB,AUX in 2 skip DET,ADJ,ADV,NUM
        column 8 = path right VERB,AUX in 2 skip DET,ADJ,ADV,NUM
        seen[0]
        seen[0] 2.token[0]
        seen[0] lower[0]
        seen[0] 2.token[0..1]
        seen[0] 2.token[-1..0]
        unit[-1]
        unit[-1] 2.token[0]
        unit[-1] 7.token[0]
        unit[-1] 7.token[0] 2.token[0]
        unit[-2..-1]
        3.token[0] 2.token[0]
        4.lower[0] 2.token[0]
        5.token[0] 2.token[0]
        6.lower[0] 2.token[0]
        4.lower[0]
        6.lower[0]
        4.lower[0] lower[0]
        7.token[0]
        8.token[0]
        7.token[0] 2.token[0]
        8.token[0] 2.token[0]
        7.token[0] lower[0]
        8.token[0] lower[0]
        7.token[0] 8.token[0]
        7.token[0] 8.token[0] 2.token[0]
        seen[0] 7.token[0] 2.token[0]
        seen[0] 8.token[0] 2.token[0]
        seen[0] 7.token[0] 8.token[0] 2.token[0]
        7.token[0] 4.lower[0] 2.token[0]
        8.token[0] 6.lower[0] 2.token[0]
        2.token[-3..0]
        2.token[0..3]
        2.token[-2..2]

        """
}
