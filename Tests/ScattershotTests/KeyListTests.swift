import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing

@Suite struct KeyListTests {
    private func list(_ text: String) throws -> KeyList {
        try KeyList(reading: MemorySource(text, name: "keys"))
    }

    @Test func readsWhatPeopleWrite() throws {
        let list = try list("# mine\nmonday\t07\n\n#\t1\n# note\nsunday\t0731948820415672\t54\r\n")
        #expect(list.origin == nil)
        #expect(list.entries.map(\.token) == ["monday", "#", "sunday"])
        #expect(list.entries.map(\.digits) == ["07", "1", "0731948820415672"])
        #expect(list.entries.map(\.occurrences) == [nil, nil, 54])
    }

    @Test func readsWhatItWrites() throws {
        let scratch = try ScratchDirectory()
        var list = try list(
            "# keys: seed 18446744073709551615, pool 99, digits 2, rounds 4\na b\t01\t3\n.\t5\n")
        let origin = try #require(list.origin)
        #expect(origin.seed == .max && origin.poolCount == 99 && origin.digits == 2 && origin.rounds == 4)
        for _ in 0..<2 {
            try list.write(to: scratch.file("keys"))
            #expect(try KeyList(reading: FileInput(scratch.file("keys"))) == list)
            list.origin = nil
        }
    }

    @Test(arguments: [
        ("monday\n", 1), ("a\t1\nb\t\n", 2), ("a\t12345678901234567\n", 1), ("a\t1x\n", 1), ("\t1\n", 1),
        ("a\t1\nb\t2\n\na\t1\n", 4), ("a\t1\t-1\n", 1), ("a\t1\t-9223372036854775808\n", 1),
    ])
    func namesTheLineThatCannotBeRead(text: String, line: Int) {
        #expect { try list(text) } throws: { ($0 as? InputError)?.line == line && "\($0)".contains("keys") }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: InputError.self) { try KeyList(reading: MemorySource([0x61, 0xFF, 0x09, 0x31])) }
    }
}
