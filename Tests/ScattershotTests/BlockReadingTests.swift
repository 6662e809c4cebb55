import Scattershot
import Testing

/// What is read 64 bytes at a time, against plain definitions.
@Suite struct BlockReadingTests {
    /// Lines in which runs of ASCII of any length meet difficult characters and white space.
    private func line(_ generator: inout TextGenerator) -> String {
        var line = ""
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let run = Int.random(in: 0...140, using: &generator)
            line += String((0..<run).map { _ in generator.pick(["a", "b", "Z", ".", " ", "\t"]) })
            line += generator.text(scalars: Int.random(in: 0...3, using: &generator))
        }
        return String(line.unicodeScalars.filter { $0 != "\n" })
    }

    @Test func tokensOfSpacingAreTheCharactersThatAreNoWhiteSpace() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<20 {
            let lines = (0..<20).map { _ in line(&generator) }
            let answers = try BatchAnswers(lines.joined(separator: "\n") + "\n", SampleModels.spacing)
            // A carriage return at the end of a line belongs to the line end.
            let contents = lines.map {
                $0.unicodeScalars.last == "\r" ? String($0.unicodeScalars.dropLast()) : $0
            }
            let tokens = contents.flatMap { Array($0) }.filter { character in
                !character.unicodeScalars.allSatisfy(\.properties.isWhitespace)
            }
            #expect(answers.report.tokens == tokens.count, "seed \(seed)")
            // Spaces may have come and gone; everything else is there in its order.
            let expected = tokens.flatMap { $0.unicodeScalars.filter { !$0.properties.isWhitespace } }
            let written = answers.output.unicodeScalars.filter { !$0.properties.isWhitespace }
            #expect(Array(written) == expected, "seed \(seed)")
        }
    }

    @Test func tokensOfPairsAreTheCharacters() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<20 {
            let lines = (0..<20).map { _ in
                String(line(&generator).unicodeScalars.filter { $0 != "\t" && $0 != "\r" })
            }
            let answers = try BatchAnswers(lines.joined(separator: "\n") + "\n", SampleModels.characters)
            #expect(answers.report.tokens == lines.reduce(0) { $0 + $1.count }, "seed \(seed)")
        }
    }

    /// Lines of one column in all lengths, among them blank ones and wrong ones: what comes out is what went in, with a
    /// tag after each token.
    @Test(arguments: ["\n", "\r\n"]) func linesOfColumnsComeBackWithATag(lineEnd: String) throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<30 {
            var lines: [String] = []
            for _ in 0..<60 {
                let length = generator.pick([1, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200])
                let token = String((0..<length).map { _ in generator.pick(["a", "é", "x y", "."]) }.joined())
                lines.append(
                    generator.pick([token, token, token, "", " ", "\t ", " lead", "trail ", "two\tcolumns"]))
            }
            let input = lines.joined(separator: lineEnd) + lineEnd
            let answers = try BatchAnswers(input, SampleModels.tags, options: .init(onError: .skip))
            let records = lines.split(
                omittingEmptySubsequences: false,
                whereSeparator: { $0.allSatisfy { $0 == " " || $0 == "\t" } })
            let refused = records.filter { record in record.contains { $0.contains("\t") } }
            #expect(answers.report.refused == refused.count, "seed \(seed)")
            let blank = lines.filter { $0.allSatisfy { $0 == " " || $0 == "\t" } }
            let good = records.filter { record in !record.contains { $0.contains("\t") } }.flatMap { $0 }
            #expect(answers.report.tokens == good.count, "seed \(seed)")
            var written: [String] = []
            answers.output.enumerateParts(lineEnd) { written.append($0) }
            let untagged = written.filter { !$0.allSatisfy { $0 == " " || $0 == "\t" } }
                .map { line in line.lastIndex(of: "\t").map { String(line[..<$0]) } ?? "no tag: \(line)" }
            #expect(untagged == good, "seed \(seed)")
            #expect(written.count == good.count + blank.count, "seed \(seed)")
        }
    }
}

extension String {
    /// Calls `body` with each part that ends in `end`.
    fileprivate func enumerateParts(_ end: String, _ body: (String) -> Void) {
        var part = String.UnicodeScalarView()
        let end = Array(end.unicodeScalars)
        for scalar in unicodeScalars {
            part.append(scalar)
            if part.suffix(end.count).elementsEqual(end) {
                body(String(part.dropLast(end.count)))
                part = .init()
            }
        }
    }
}
