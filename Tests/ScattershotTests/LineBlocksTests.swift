import Platform
import Scattershot
import Testing

/// A source that returns as few bytes at a time as it likes, and then perhaps fails.
private final class ShortReads: ByteSource {
    struct Broken: Error {}

    let name = "short.txt"
    private let bytes: [UInt8]
    private var position = 0
    private var generator: TextGenerator
    private let most: Int
    private let isBroken: Bool

    init(_ bytes: [UInt8], seed: UInt64, most: Int, isBroken: Bool = false) {
        self.bytes = bytes
        self.most = most
        self.isBroken = isBroken
        generator = TextGenerator(seed: seed)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if position == bytes.count, isBroken { throw Broken() }
        let limit = min(buffer.count, bytes.count - position, Int.random(in: 1...most, using: &generator))
        for offset in 0..<limit { buffer[offset] = bytes[position + offset] }
        position += limit
        return limit
    }
}

@Suite struct LineBlocksTests {
    private func blocks(_ source: any ByteSource, _ options: LineBlocks.Options) throws -> [LineBlock] {
        let reader = LineBlocks(source, options: options)
        var blocks: [LineBlock] = []
        while let block = try reader.next() { blocks.append(block) }
        return blocks
    }

    private func contents(_ block: LineBlock) -> [[UInt8]] { block.lines.map { Array(block.bytes[$0]) } }

    /// The lines of a text by the plainest means: cut at line feeds, then drop one carriage return.
    private func plainLines(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let last = lines.removeLast()
        lines = lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
        return last.isEmpty ? lines : lines + [last]
    }

    @Test func endsOfLines() throws {
        let found = try blocks(MemorySource("a\nb\r\n\n\r\nc\rd\re\r"), .init())
        let block = try #require(found.first)
        #expect(found.count == 1)
        #expect(block.index == 0)
        #expect(block.firstLine == 1)
        #expect(contents(block) == ["a", "b", "", "", "c\rd\re\r"].map { Array($0.utf8) })
        let ends = block.lines.indices.map { block.terminator(ofLine: $0) }
        #expect(
            ends == [
                .lineFeed, .carriageReturnLineFeed, .lineFeed, .carriageReturnLineFeed, LineTerminator.none,
            ])
        #expect(block.lines.indices.map { block.isBlank(line: $0) } == [false, false, true, true, false])
    }

    @Test func nothingHasNoBlocks() throws {
        #expect(try blocks(MemorySource(""), .init()) == [])
        #expect(try blocks(MemorySource("\u{FEFF}"), .init()) == [])
    }

    @Test(arguments: [1, 2, 3, 100]) func dropsOneByteOrderMarkAtTheStart(most: Int) throws {
        let text = Array("\u{FEFF}\u{FEFF}a\n\u{FEFF}b".utf8)
        let found = try blocks(ShortReads(text, seed: 1, most: most), .init())
        #expect(found.flatMap(\.bytes) == Array(text[3...]))
        // A part of a mark is ordinary content.
        let part: [UInt8] = [0xEF, 0xBB]
        #expect(try blocks(ShortReads(part, seed: 1, most: most), .init()).flatMap(\.bytes) == part)
    }

    @Test func nothingIsLostOrDoubledHoweverTheSourceIsRead() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for round in 0..<600 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...60, using: &generator) {
                bytes +=
                    generator.pick(["a", "bc\r", "\n", "\r\n", "\n", " ", "\t", "long line of text ", "é"])
                    .utf8
            }
            let options = LineBlocks.Options(
                boundary: generator.pick([.line, .blankLine]),
                targetBytes: generator.pick([1, 5, 17, 64, 1000]),
                isEager: generator.pick([true, false])
            )
            let source = ShortReads(bytes, seed: generator.next(), most: generator.pick([1, 3, 10, 1000]))
            let found = try blocks(source, options)
            let comment: Comment = "seed \(seed), round \(round)"
            #expect(found.flatMap(\.bytes) == bytes, comment)
            #expect(found.flatMap(contents) == plainLines(bytes), comment)
            #expect(found.map(\.index) == Array(found.indices), comment)
            var line = 1
            for (index, block) in found.enumerated() {
                #expect(block.firstLine == line, comment)
                line += block.lines.count
                #expect(!block.lines.isEmpty, comment)
                guard index < found.count - 1 else { continue }
                #expect(block.bytes.last == 0x0A, comment)
                if options.boundary == .blankLine {
                    #expect(block.isBlank(line: block.lines.count - 1), comment)
                }
            }
        }
    }

    @Test func blocksAreAboutTheTargetSize() throws {
        let text = String(repeating: "twenty bytes of text\n", count: 5000)
        let found = try blocks(MemorySource(text), .init(targetBytes: 1000))
        #expect(found.dropLast().allSatisfy { $0.bytes.count <= 1000 && $0.bytes.count > 1000 - 21 })
        let sentences = String(repeating: "a\tB\nc\tD\n\n", count: 5000)
        let records = try blocks(MemorySource(sentences), .init(boundary: .blankLine, targetBytes: 1000))
        #expect(records.dropLast().allSatisfy { $0.bytes.count <= 1000 && $0.bytes.count > 1000 - 9 })
        // A record longer than the target is still handed out whole.
        let long = String(repeating: "word\n", count: 1000) + "\nnext\n"
        let whole = try blocks(MemorySource(long), .init(boundary: .blankLine, targetBytes: 100))
        #expect(whole.first?.lines.count ?? 0 >= 1001)
    }

    @Test func anEagerReaderDoesNotWaitForMore() throws {
        final class OneLineAtATime: ByteSource {
            let name = "terminal"
            var reads = 0
            func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
                reads += 1
                buffer.copyBytes(from: Array("x\n".utf8))
                return 2
            }
        }
        let source = OneLineAtATime()
        let reader = LineBlocks(source, options: .init(isEager: true))
        for number in 1...3 {
            #expect(try reader.next()?.firstLine == number)
            #expect(source.reads == number)
        }
    }

    @Test(arguments: [1, 2, 1000], [1, 16, 1000]) func lineLimit(most: Int, target: Int) throws {
        let options = LineBlocks.Options(targetBytes: target, maxLineBytes: 5)
        for allowed in ["12345\n12345", "12345\r\n1\n", "12345\r\n12345\r\n"] {
            let found = try blocks(ShortReads(Array(allowed.utf8), seed: 3, most: most), options)
            #expect(found.flatMap(\.bytes) == Array(allowed.utf8))
        }
        for tooLong in [
            "ok\nok\n123456\nrest\n", "ok\nok\n12345\r", "ok\nok\n12345\r\r\n", "ok\nok\n1234567890",
        ] {
            let reader = LineBlocks(ShortReads(Array(tooLong.utf8), seed: 3, most: most), options: options)
            var before: [UInt8] = []
            let error = #expect(throws: LineBlockError.self) {
                while let block = try reader.next() { before += block.bytes }
            }
            #expect(error == .lineTooLong(source: "short.txt", line: 3, limit: 5))
            #expect(before == Array("ok\nok\n".utf8))
            #expect(throws: LineBlockError.self) { try reader.next() }
        }
    }

    @Test(arguments: [1, 2, 1000], [1, 16, 1000]) func recordLimit(most: Int, target: Int) throws {
        let options = LineBlocks.Options(boundary: .blankLine, targetBytes: target, maxRecordLines: 2)
        let allowed = Array("a\nb\n\n\n \t\r\nc\nd".utf8)
        #expect(try blocks(ShortReads(allowed, seed: 3, most: most), options).flatMap(\.bytes) == allowed)

        let tooLong = Array("a\nb\n\nc\nd\ne\n\n".utf8)
        let reader = LineBlocks(ShortReads(tooLong, seed: 3, most: most), options: options)
        var before: [UInt8] = []
        let error = #expect(throws: LineBlockError.self) {
            while let block = try reader.next() { before += block.bytes }
        }
        #expect(error == .recordTooLong(source: "short.txt", firstLine: 4, limit: 2))
        #expect(before == Array("a\nb\n\n".utf8))
    }

    @Test func errorsSayWhereAndWhatToDo() {
        let line = LineBlockError.lineTooLong(source: "x.txt", line: 3, limit: 5)
        #expect(line.description.hasPrefix("x.txt:3: the line is longer than 5 bytes; split it or raise"))
        let record = LineBlockError.recordTooLong(source: "x.tsv", firstLine: 4, limit: 2)
        #expect(
            record.description.hasPrefix("x.tsv:4: no blank line within 2 lines from here; put a blank line"))
    }

    @Test func whatCameBeforeAFailureOfTheSourceIsHandedOut() throws {
        let source = ShortReads(Array("a\nb\nincomp".utf8), seed: 1, most: 4, isBroken: true)
        let reader = LineBlocks(source)
        #expect(try reader.next()?.bytes == Array("a\nb\n".utf8))
        #expect(throws: ShortReads.Broken.self) { try reader.next() }
        #expect(throws: ShortReads.Broken.self) { try reader.next() }
    }

    @Test func readsFiles() throws {
        let reader = LineBlocks(try FileInput("/proc/self/status"))
        let block = try #require(try reader.next())
        #expect(reader.name == "/proc/self/status")
        #expect(Array(block.bytes[block.lines[0]]).starts(with: "Name:".utf8))
    }
}
