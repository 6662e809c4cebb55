import TestSupport

/// Random text for property tests, from a seed that a failing test can print.
struct TextGenerator: RandomNumberGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { generator.next() }

    /// A random element.
    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &self)]
    }

    /// Scalars that join, control or resist grapheme clusters, next to plain ones.
    static let difficultScalars: [UInt32] = [
        0x61, 0x7A, 0x20, 0x23, 0x31, 0x0D, 0x0A, 0x09, 0x00, 0x7F,  // ASCII with CR, LF and controls
        0x80, 0x85, 0xA0, 0xA9, 0xAD, 0xAE, 0xE9, 0x2FF, 0x300, 0x301, 0x36F, 0x370, 0x44F, 0x483, 0x489,
        0x5D0, 0x5B0, 0x600, 0x605, 0x6DD, 0x70F, 0x8E2,  // Hebrew points, Arabic prepended marks
        0x915, 0x93F, 0x94D, 0x937, 0x9CD, 0xD4E, 0xE33, 0xEB3, 0x1100, 0x1161, 0x11A8,  // Indic, Thai, jamo
        0x1E00, 0x1FFF, 0x200B, 0x200C, 0x200D, 0x2010, 0x2019, 0x2028, 0x2029, 0x203C, 0x20E3, 0x2600,
        0x2764,
        0x3000, 0x3012, 0x302A, 0x3030, 0x3042, 0x3099, 0x30AB, 0x303D, 0x3400, 0x4E2D, 0xA4CF, 0xA66F,
        0xA960, 0xAC00, 0xAC01, 0xD7A3, 0xD7B0, 0xD7CB, 0xFE0F, 0xFEFF, 0xFF9E, 0x110BD, 0x1F1E6, 0x1F1E7,
        0x1F3FB, 0x1F466, 0x1F468, 0x1F469, 0x1F600, 0xE0001, 0xE0020, 0xE007F, 0xE0100, 0x20000, 0x10FFFF,
    ]

    /// A text of scalars, most of them difficult, some from anywhere.
    mutating func text(scalars count: Int) -> String {
        var text = String.UnicodeScalarView()
        while text.count < count {
            let value =
                switch Int.random(in: 0..<10, using: &self) {
                case 0: UInt32.random(in: 0...0x10FFFF, using: &self)
                case 1: UInt32.random(in: 0...0x3100, using: &self)
                case 2, 3: UInt32.random(in: 0x20..<0x7F, using: &self)
                default: pick(Self.difficultScalars)
                }
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text)
    }
}
