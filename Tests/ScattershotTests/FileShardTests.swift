import Platform
import Scattershot
import TestSupport
import Testing

@Suite struct FileShardTests {
    /// Lines of all kinds: blank, of white space, with carriage returns at their end and before it, with byte order marks.
    private func text(using generator: inout SeededGenerator) -> [UInt8] {
        let pieces = [
            "a\n", "bc d\n", "\n", " \t\n", "\r\n", " \t\r\n", "e\r\n", "\u{FEFF}f\n", "x\ty\tz\n", "\r\r\n",
            " \r \n",
            "\r \n", "\r\t\r\n", "g\rh\n", "\u{FEFF}\n",
        ]
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

    /// Where blocks of the whole file may end.
    private func blockEnds(_ bytes: [UInt8], _ boundary: LineBlocks.Boundary) throws -> Set<Int> {
        // A byte at a time, so that every block ends as soon as it may.
        let blocks = LineBlocks(
            PiecewiseSource(bytes, piece: 1), options: .init(boundary: boundary, targetBytes: 1))
        var end = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var ends: Set = [0, bytes.count]
        while let block = try blocks.next() {
            end += block.bytes.count
            ends.insert(end)
        }
        return ends
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
                let ends = try blockEnds(bytes, boundary)
                var joined: [UInt8] = []
                for number in 1...count {
                    let shard = try FileShard(
                        try FileInput(path), Shard(number, of: count), boundary: boundary)
                    let linesBefore = joined.count { $0 == 0x0A }
                    let part = try readAll(shard, atMost: Int.random(in: 1...20, using: &generator))
                    if !joined.isEmpty, !part.isEmpty {
                        #expect(shard.origin.line(1) == linesBefore + 1)
                        #expect(!shard.origin.isStart)
                        #expect(
                            ends.contains(joined.count),
                            "seed \(seed), round \(round), \(boundary): cut inside of a record")
                    }
                    joined += part
                }
                #expect(joined == bytes, "seed \(seed), round \(round), \(count) parts, \(boundary)")
            }
        }
    }

    /// Lines whose carriage returns are content are tokens, wherever the file is cut.
    @Test(arguments: ["\r\r\n", " \r \n", "\r \n", "\t\r\r\n"]) func carriageReturnsAreContent(line: String)
        throws
    {
        let scratch = try ScratchDirectory()
        let text = String(repeating: "a\nb\n" + line + "c\n", count: 4) + "\r\nd\n"
        let path = try scratch.put("lines", Array(text.utf8))
        let parts = try (1...5).map {
            try readAll(
                FileShard(try FileInput(path), Shard($0, of: 5), boundary: .blankLine), atMost: 100
            ).count
        }
        #expect(parts.filter { $0 > 0 } == [text.utf8.count - 2, 2])
    }

    @Test func aFileThatBecomesShorterIsNoticed() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("lines", Array(String(repeating: "ab\n", count: 100).utf8))
        let shard = try FileShard(try FileInput(path), Shard(2, of: 2), boundary: .line)
        _ = try scratch.put("lines", Array(String(repeating: "ab\n", count: 60).utf8))
        let error = #expect(throws: InvalidStructure.self) { try readAll(shard, atMost: 1000) }
        #expect(
            error?.description.hasPrefix("\(path): became shorter than 300 bytes while it was read") == true)
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
