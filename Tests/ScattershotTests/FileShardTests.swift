import Platform
import Scattershot
import TestSupport
import Testing

@Suite struct FileShardTests {
    /// Lines of all kinds: blank, of white space, with and without carriage returns, a byte order mark in the middle.
    private func text(using generator: inout SeededGenerator) -> [UInt8] {
        let pieces = ["a\n", "bc d\n", "\n", " \t\n", "\r\n", "e\r\n", "\u{FEFF}f\n", "x\ty\tz\n"]
        var text = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
        if Bool.random(using: &generator) { text += "end" }
        return Array(text.utf8)
    }

    private func readAll(_ source: any ByteSource, atMost limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: limit)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    private func isBlank(_ line: some Sequence<UInt8>) -> Bool {
        line.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func partsAreTheFile(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scratch = try ScratchDirectory()
        for round in 0..<40 {
            let bytes = text(using: &generator)
            let path = try scratch.put("text-\(round)", bytes)
            let count = Int.random(in: 1...9, using: &generator)
            for boundary in [LineBlocks.Boundary.line, .blankLine] {
                var joined: [UInt8] = []
                for number in 1...count {
                    let shard = try FileShard(
                        try FileInput(path), Shard(number, of: count), boundary: boundary)
                    let linesBefore = joined.count { $0 == 0x0A }
                    let part = try readAll(shard, atMost: Int.random(in: 1...20, using: &generator))
                    if !joined.isEmpty, !part.isEmpty {
                        #expect(shard.origin.line(1) == linesBefore + 1)
                        #expect(!shard.origin.isStart)
                        #expect(joined.last == 0x0A, "seed \(seed), round \(round): cut inside of a line")
                        let last = joined.dropLast().split(
                            separator: 0x0A, omittingEmptySubsequences: false
                        ).last
                        let isCutRight = try boundary == .line || isBlank(#require(last))
                        #expect(isCutRight, "seed \(seed), round \(round): cut inside of a record")
                    }
                    joined += part
                }
                #expect(joined == bytes, "seed \(seed), round \(round), \(count) parts, \(boundary)")
            }
        }
    }

    @Test func errorsNameTheLinesOfTheFile() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("lines", Array((String(repeating: "ab\n", count: 99) + "toolong\n").utf8))
        let source = try FileShard(try FileInput(path), Shard(4, of: 4), boundary: .line)
        let blocks = LineBlocks(source, options: LineBlocks.Options(maxLineBytes: 5))
        #expect(throws: LineBlockError.lineTooLong(source: path, line: 100, limit: 5)) {
            while try blocks.next() != nil {}
        }
    }

    @Test func largePartsOfManyChunks() throws {
        let scratch = try ScratchDirectory()
        let bytes = Array(
            (String(repeating: "x", count: 300_000) + "\n" + String(repeating: "y\n", count: 9)).utf8)
        let path = try scratch.put("long", bytes)
        let parts = try (1...3).map {
            try readAll(
                FileShard(try FileInput(path), Shard($0, of: 3), boundary: .line), atMost: 70_000)
        }
        #expect(parts.map(\.count) == [300_001, 0, 18])
        #expect(Array(parts.joined()) == bytes)
    }

    @Test func streamsHaveNoParts() {
        #expect(throws: InvalidStructure.self) {
            _ = try FileShard(try FileInput("/dev/null"), Shard(1, of: 2), boundary: .line)
        }
    }

    @Test(arguments: ["0/2", "3/2", "1", "1/2/3", "a/b", "", "/", "1/", "1/1000001", "-1/2", "1/0"])
    func wrongNames(text: String) { #expect(Shard(text) == nil) }

    @Test func rangesFollowOneAnother() throws {
        #expect(Shard("2/3") == Shard(2, of: 3))
        #expect(Shard(2, of: 3).description == "2/3")
        for size in [0, 1, 2, 7, 1 << 40, Int.max] {
            for count in [1, 2, 3, 7, Shard.most] {
                let ranges = [1, 2, 3, 7, count].filter { $0 <= count }.map {
                    Shard($0, of: count).range(of: size)
                }
                #expect(try #require(ranges.first).lowerBound == 0)
                #expect(try #require(ranges.last).upperBound == size)
                if count > 1 { #expect(ranges[0].upperBound == ranges[1].lowerBound) }
            }
        }
    }
}
