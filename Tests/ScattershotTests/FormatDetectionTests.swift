import Scattershot
import Testing

@Suite struct FormatDetectionTests {
    private func detect(_ text: String) throws -> DataFormat {
        let (format, source) = try DataFormat.detectTags(in: MemorySource(text, name: "data.tsv"))
        var bytes = [UInt8](repeating: 0, count: text.utf8.count + 10)
        var filled = 0
        while true {
            let count = try bytes.withUnsafeMutableBytes {
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            if count == 0 { break }
            filled += count
        }
        #expect(bytes[..<filled].elementsEqual(text.utf8), "the source begins where it began")
        return format
    }

    private static let conlluLine = "1\tThe\tthe\tDET\t_\t_\t2\tdet\t_\t_\n"

    @Test(arguments: [
        conlluLine, "1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_\n", "0.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n",
        "# newdoc\n" + conlluLine, "# sent_id = weblog 12\n# text = The end\n" + conlluLine,
        "#\n" + conlluLine, "\n\n# a\tb\n" + conlluLine, "\u{FEFF}" + conlluLine,
        "\u{FEFF}# sent_id = 1\n" + conlluLine, "# text = x\r\n" + conlluLine,
    ]) func findsConllu(text: String) throws {
        #expect(try detect(text) == .conllu)
    }

    @Test func countsColumns() throws {
        #expect(try detect("the\tDET\n") == .tags())
        #expect(try detect("\n \nthe DET\n") == .tags(separator: " "))
        #expect(try detect("the\tDET\tB-NP") == .tags(inputColumns: 2))
        #expect(try detect("  the   DET  B-NP \r\n") == .tags(inputColumns: 2, separator: " "))
        #expect(try detect("New York\tCITY\n") == .tags())
        #expect(try detect("1 2 3 4 5 6 7 8 9 10\n") == .tags(inputColumns: 9, separator: " "))
        #expect(try detect("") == .tags())
        #expect(try detect("\n \n") == .tags())
    }

    @Test func aTokenMayBeAHash() throws {
        #expect(try detect("#\tSYM\n1\tNUM\n") == .tags())
        #expect(try detect("#\tSYM\n") == .tags())
        #expect(try detect("#hash X Y\nb X Y\n") == .tags(inputColumns: 2, separator: " "))
    }

    @Test func oneColumnIsNotEnough() {
        let error = #expect(throws: InputError.self) { try detect("\nword\n") }
        #expect(
            error?.description
                == "data.tsv:2: 1 column(s); a line of tags has 2 to 33, the tag last, separated by tabs or spaces"
        )
        let many = Array(repeating: "x", count: 40).joined(separator: "\t")
        #expect(throws: InputError.self) { try detect(many) }
    }

    @Test func longFilesAreReadFromTheirBeginning() throws {
        let text = String(repeating: "the\tDET\n\n", count: 20_000)
        #expect(try detect(text) == .tags())
    }
}
