import CLibFuzzer
import Platform

/// Mutations of files that the library writes, behind their checksums: a section or field is changed, and lengths and
/// checksums are made right again. Every eighth file is changed as a whole, for the sake of the checks themselves.
enum FileMutators {
    /// Of models.
    static let container: Mutator = { bytes, room, random in
        guard !random.chance(12), var container = ModelContainer(bytes), !container.sections.isEmpty else {
            return nil
        }
        for _ in 0..<(random.chance(30) ? 2 : 1) { change(&container, room: room - bytes.count, &random) }
        return container.sealed()
    }

    /// Of codes: the length stands at 16, the checksum of all that follows it at 12.
    static let code: Mutator = { bytes, room, random in
        let start = 24
        guard !random.chance(12), bytes.count >= start, bytes.starts(with: Array("SCATCODE".utf8)) else {
            return nil
        }
        let fields = mutated(Array(bytes[start...]), room: room - start)
        let length = little(UInt64(start + fields.count))
        return Array(bytes[..<12]) + little(CRC32C.checksum(length + fields)) + length + fields
    }

    private static func change(
        _ container: inout ModelContainer, room: Int, _ random: inout MutationRandom
    ) {
        let indices = container.sections.indices
        guard let index = indices.randomElement(using: &random),
            let other = indices.randomElement(using: &random)
        else { return }  // an earlier change took the last one
        switch Int.random(in: 0..<20, using: &random) {
        case 0: container.sections[index].bytes = container.sections[other].bytes
        case 1:
            (container.sections[index].name, container.sections[other].name) = (
                container.sections[other].name, container.sections[index].name
            )
        case 2: container.sections[index].name = name(container.sections[index].name, &random)
        case 3: container.sections.remove(at: index)
        case 4...9:
            let texts = indices.filter { container.sections[$0].bytes.first == UInt8(ascii: "{") }
            let text = texts.randomElement(using: &random) ?? index
            changeValue(&container.sections[text].bytes, room: room, &random)
        case 10...12: changeWord(&container.sections[index].bytes, &random)
        case 13...15:
            // Other sizes are refused at the first look, so the size stays.
            let before = container.sections[index].bytes
            let after = mutated(before, room: before.count)
            container.sections[index].bytes = after + before.dropFirst(after.count)
        default:
            let before = container.sections[index].bytes
            container.sections[index].bytes = mutated(before, room: before.count + max(room, 0))
        }
    }

    private static func name(_ name: String, _ random: inout MutationRandom) -> String {
        let bytes = mutated(Array(name.utf8), room: 40)
        return random.chance(50) ? String(decoding: bytes, as: UTF8.self) : String(name.dropLast())
    }

    /// A word of four bytes becomes one at which arithmetic turns.
    private static func changeWord(_ bytes: inout [UInt8], _ random: inout MutationRandom) {
        guard bytes.count >= 4 else { return }
        let place = Int.random(in: 0..<bytes.count / 4, using: &random) * 4
        let words: [UInt32] = [0, 1, 2, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, .max]
        bytes.replaceSubrange(place..<place + 4, with: little(words.randomElement(using: &random) ?? 0))
    }

    /// JSON with one value replaced: by another one, or by what the fuzzer makes of it.
    private static func changeValue(_ bytes: inout [UInt8], room: Int, _ random: inout MutationRandom) {
        let marks = Array(":,[{".utf8)
        let ends = Array(",]}".utf8)
        let starts = bytes.indices.filter { marks.contains(bytes[$0]) }
        func value(_ random: inout MutationRandom) -> Range<Int>? {
            guard let mark = starts.randomElement(using: &random) else { return nil }
            let end = bytes[(mark + 1)...].firstIndex { ends.contains($0) } ?? bytes.count
            return mark + 1..<end
        }
        guard let place = value(&random) else { return }
        let texts = [
            "0", "1", "-1", "3", "64", "4294967295", "9223372036854775807", "1e999", "null", "true",
            "\"\"", "[]", "{}",
        ]
        let replacement: [UInt8]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: replacement = Array((texts.randomElement(using: &random) ?? "0").utf8)
        case 1: replacement = value(&random).map { Array(bytes[$0]) } ?? []
        default: replacement = mutated(Array(bytes[place]), room: place.count + max(room, 0))
        }
        bytes.replaceSubrange(place, with: replacement)
    }

    /// What the fuzzer makes of some bytes.
    private static func mutated(_ bytes: [UInt8], room: Int) -> [UInt8] {
        let room = max(room, 1)
        var buffer = Array(bytes.prefix(room))
        let count = buffer.count
        buffer += [UInt8](repeating: 0, count: room - count)
        return Array(buffer.prefix(LLVMFuzzerMutate(&buffer, count, room)))
    }

    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
