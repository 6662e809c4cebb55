/// Random damage to the sections of a model, from a seed.
struct ModelDamage {
    private var generator: TextGenerator
    /// The section that is JSON.
    private let description: String

    init(seed: UInt64, description: String = "model") {
        generator = TextGenerator(seed: seed)
        self.description = description
    }

    private static let words: [UInt32] = [
        0, 1, 2, 3, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, .max,
    ]
    private static let texts = [
        "0", "1", "-1", "2", "3", "4", "16", "64", "255", "4294967295", "9223372036854775807",
        "18446744073709551615",
        "1e400", "null", "true", "\"\"", "[]", "{}", "\"bias\"", "\"token[0]\"", "\"out[-15..-1]\"",
        "\"span[-1..0]\"",
        "\"2.token[-15..15]\"", "\"token[-9223372036854775808..9223372036854775807]\"", "\"shape\"",
        "\"prefix16\"",
        "\"spacing\"", "\"pairs\"", "\"words\"", "\"conllu\"", "\"weights\"", "\" \"",
    ]

    /// A copy of `whole` with one to three pieces of damage.
    mutating func applied(to whole: ModelContainer) -> ModelContainer {
        var container = whole
        for _ in 0..<Int.random(in: 1...3, using: &generator) { damage(&container) }
        return container
    }

    private mutating func damage(_ container: inout ModelContainer) {
        guard !container.sections.isEmpty else { return }
        let index = Int.random(in: container.sections.indices, using: &generator)
        switch Int.random(in: 0..<20, using: &generator) {
        case 0:
            container.sections[index].bytes = container.sections[randomSection(container)].bytes
        case 1:
            let bytes = container.sections[index].bytes
            container.sections[index].bytes = Array(
                bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
        case 2:
            container.sections[index].bytes += (0..<Int.random(in: 1...128, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
        case 3:
            container.sections.swapAt(index, randomSection(container))
            container.sections[index].name = container.sections[randomSection(container)].name
        case 4...9:
            container[description] = damagedText(container[description])
        case 10...13:
            changeWord(&container.sections[index].bytes)
        default:
            changeBytes(&container.sections[index].bytes)
        }
    }

    private mutating func randomSection(_ container: ModelContainer) -> Int {
        Int.random(in: container.sections.indices, using: &generator)
    }

    private mutating func changeBytes(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                in: 0...255, using: &generator)
        }
    }

    private mutating func changeWord(_ bytes: inout [UInt8]) {
        guard bytes.count >= 4 else { return }
        let place = Int.random(in: 0..<bytes.count / 4, using: &generator) * 4
        let word = generator.pick(Self.words)
        for byte in 0..<4 {
            bytes[place + byte] = UInt8(truncatingIfNeeded: word >> (8 * UInt32(byte)))
        }
    }

    /// JSON with one value replaced: what stands between two punctuation marks.
    private mutating func damagedText(_ bytes: [UInt8]) -> [UInt8] {
        let marks = bytes.indices.filter {
            bytes[$0] == UInt8(ascii: ":") || bytes[$0] == UInt8(ascii: ",")
        }
        guard let start = marks.randomElement(using: &generator) else { return bytes }
        let ends = Array(",]}".utf8)
        let end = bytes[(start + 1)...].firstIndex { ends.contains($0) } ?? bytes.count
        return bytes[...start] + Array(generator.pick(Self.texts).utf8) + bytes[end...]
    }
}
