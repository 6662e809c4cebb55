import Foundation
import Testing

@Suite struct ExitCodeTests {
    @Test func wrongArgumentsAre64() throws {
        let lab = try CommandLab().train(.tags)
        for arguments in [
            "nonsense", "infer", "infer --model tags.model --nonsense",
            "infer -m tags.model --threads 0 /dev/null",
            "infer -m tags.model --threads 5000 /dev/null", "infer -m tags.model --threads x /dev/null",
            "infer -m tags.model --max-line-bytes 0 /dev/null",
            "infer -m tags.model --max-line-tokens 0 /dev/null",
            "infer -m tags.model --max-sentence-lines 0 /dev/null",
            "infer -m tags.model --max-sentence-bytes 0 /dev/null",
            "infer -m tags.model --max-graph-steps 0 /dev/null",
            "infer -m tags.model --on-error explode /dev/null", "train --format songs -m m tags.txt",
            "train --format tags tags.txt", "train --format tags -m m --start nowhere tags.txt",
            "train --format tags -m m --noise loud tags.txt", "train --format tags -m m --seed -1 tags.txt",
            "train --format tags -m m --numbers 8 tags.txt", "train --format tags -m m --epochs 0 tags.txt",
            "train --format tags -m m --digit-factor nan tags.txt", "train --format tags -m m - --dev -",
            "inspect --layers --dictionary tags.model", "inspect --layers --json tags.model",
            "explain -m tags.model ''", "inspect", "inspect --rows 0 tags.model",
            "inspect --layer bias tags.model",
            "inspect --rows 3 --layer nonsense tags.model", "explain -m tags.model", "evaluate -m tags.model",
            "explain -m tags.model --position 9 the",
        ] {
            let failed = try lab.run("scattershot \(arguments)")
            #expect(failed.status == 64, "\(arguments): \(failed.status) \(failed.error)")
            #expect(failed.output == "" && failed.error.hasPrefix("Error: "), "\(arguments): \(failed.error)")
        }
        #expect(try lab.names() == ["tags.model", "tags.txt"])
    }

    /// Runs a command that must fail, and checks that it says why in one line.
    private func expectFailure(_ lab: CommandLab, _ arguments: String, _ status: Int32, _ problem: String)
        throws
    {
        let failed = try lab.run("scattershot \(arguments)")
        #expect(failed.status == status, "\(arguments): \(failed.status)")
        #expect(failed.errorLines.count == 1, "\(arguments): \(failed.error)")
        #expect(failed.error.hasPrefix("scattershot: error: \(problem)"), "\(arguments): \(failed.error)")
    }

    @Test func badDataIs65() throws {
        let lab = try CommandLab().train(.tags, .chunks)
        try lab.write("text", "some text\nthat is no model\n" + String(repeating: "x", count: 100))
        _ = try lab.scratch.put("latin", Array("the\n\n".utf8) + [0x63, 0xE9, 0x0A])
        try lab.write("layers", "bias\nnonsense[0]\n")
        for command in ["infer -m text", "evaluate -m text tags.txt", "inspect text", "explain -m text x"] {
            try expectFailure(
                lab, command, 65, "text: not a Scattershot model; give a file that 'scattershot train' wrote")
        }
        let notUTF8 =
            "latin:3: byte 2 of the line is not valid UTF-8; convert the file, for example with 'iconv"
        try expectFailure(lab, "infer -m tags.model latin > out", 65, notUTF8)
        try expectFailure(lab, "train --format spacing -m m latin", 65, notUTF8)
        try expectFailure(lab, "train --format tags -m m text", 65, "text:2: 4 columns where 2 are expected")
        try expectFailure(
            lab, "evaluate -m tags.model chunks.txt", 65, "chunks.txt:1: 3 columns where 2 are expected")
        try expectFailure(
            lab, "infer -m chunks.model tags.txt --max-sentence-lines 2", 65, "tags.txt:1: no blank line")
        try expectFailure(
            lab, "infer -m chunks.model tags.txt --max-sentence-bytes 12", 65,
            "tags.txt:1: no blank line within 12 bytes from here")
        try expectFailure(
            lab, "train --format pairs -m m text", 65,
            "text:1: 0 tabs; a pair is an input, one tab and an output")
        try expectFailure(lab, "train --format spacing -m m /dev/null", 65, "/dev/null: no training data")
        try expectFailure(
            lab, "train --format tags -m m --layers layers tags.txt", 65,
            "layers:2: cannot read 'nonsense[0]'")
        try lab.write("empty", "")
        try expectFailure(lab, "evaluate -m tags.model empty", 65, "empty:1: nothing to measure")
        try expectFailure(
            lab, "infer -m tags.model - < latin > out", 65, "standard input:3: byte 2 of the line")
    }

    @Test func missingFilesAre66() throws {
        let lab = try CommandLab().train(.tags)
        let problem = "cannot open 'none': No such file or directory"
        for command in [
            "infer -m none tags.txt", "infer -m tags.model none", "evaluate -m none tags.txt",
            "evaluate -m tags.model none",
            "inspect none", "explain -m none x", "train --format tags -m m none",
            "train --format tags -m m --layers none tags.txt",
        ] { try expectFailure(lab, command, 66, problem) }
        #expect(try lab.names() == ["tags.model", "tags.txt"])
    }

    @Test func failedWritingIs74() throws {
        let lab = try CommandLab().train(.tags)
        try expectFailure(
            lab, "infer -m tags.model -o none/out /dev/null", 74, "cannot write to 'none/out': No such file")
        try expectFailure(
            lab, "infer -m tags.model -o . /dev/null", 74, "cannot write to '.': Is a directory")
        try expectFailure(
            lab, "train --format tags -m none/m tags.txt", 74, "cannot write to 'none/m': No such file")
        for output in ["tags.txt/out", "tags.txt/more/out"] {
            for command in [
                "infer -m tags.model -o \(output) /dev/null", "train --format tags -m \(output) tags.txt",
            ] {
                try expectFailure(lab, command, 74, "cannot write to '\(output)': Not a directory")
            }
        }
        try expectFailure(lab, "infer -m tags.model .", 74, "cannot read '.': Is a directory")
    }

    @Test func theHelpNamesAllCodes() throws {
        let help = try CommandLab().run("scattershot --help")
        let words = help.output.split(whereSeparator: \.isWhitespace).map {
            $0.trimmingCharacters(in: .punctuationCharacters)
        }
        for code in ["0", "1", "64", "65", "66", "70", "74", "78", "129", "130", "143"] {
            #expect(words.contains(code), "\(code)")
        }
    }
}
