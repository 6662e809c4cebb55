import Foundation
import Testing

/// `evaluate`, `inspect`, `explain` and `system`.
@Suite struct ReportCommandsTests {
    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func evaluationsAreTablesAndJSON() throws {
        let lab = try CommandLab().train(.spacing, .tags, .chunks, .pairs, .conllu)
        for (sample, name, member) in [
            ("spacing", "word F1", "words"), ("tags", "accuracy", "labels"), ("chunks", "span F1", "spans"),
            ("pairs", "right sequences", "sequenceError"), ("conllu", "accuracy", "labels"),
        ] {
            let table = try lab.run("scattershot evaluate -m \(sample).model \(sample).txt --quiet")
            #expect(table.status == 0 && table.error == "")
            #expect(table.output.split(separator: "\n").last?.hasPrefix(name) == true)
            let report = try json(
                try lab.run("scattershot evaluate -m \(sample).model --json - < \(sample).txt").output)
            #expect(report["headline"] as? String == name)
            #expect(report["value"] as? Double ?? 0 > 0.9)
            #expect(report[member] != nil)
            for threads in [1, 3] {
                let same = try lab.run(
                    "scattershot evaluate -m \(sample).model --json --threads \(threads) \(sample).txt")
                #expect(try json(same.output) as NSDictionary == report as NSDictionary)
            }
        }
    }

    @Test func inspectionShowsEverything() throws {
        let lab = try CommandLab().train(.tags)
        let text = try lab.run("scattershot inspect tags.model").output
        for part in [
            "format ", "trained ", "dictionary ", "keys ", "rows ", "size ", "suffix3[0]", "rows.values",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        let summary = try json(try lab.run("scattershot inspect tags.model --json").output)
        let sections = try #require(summary["sections"] as? [[String: Any]])
        let names = sections.compactMap { $0["name"] as? String }
        #expect(names.first == "column.0.text" && names.last == "model")
        let bytes = sections.compactMap { $0["bytes"] as? Int }.reduce(0, +)
        #expect(bytes <= (try lab.scratch.get("tags.model").count))
        let rows = try lab.run("scattershot inspect tags.model --rows 3 --layer 'token[0]'").output
        #expect(rows.split(separator: "\n").count == 5)
        let list = try lab.run("scattershot inspect tags.model --rows 3 --json").output
        #expect((try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])?.count == 3)
        let dictionary = try lab.run("scattershot inspect tags.model --dictionary").output
        #expect(dictionary.split(separator: "\n").allSatisfy { $0.split(separator: "\t").count == 4 })
        #expect(dictionary.contains("\tcat\n") && dictionary.contains("output\t0\t"))
    }

    @Test func layersCanBeUsedAgain() throws {
        let lab = try CommandLab().train(.spacing)
        let again = try lab.run(
            """
            scattershot inspect spacing.model --layers > layers &&
            scattershot train -q --format spacing -m again --layers layers spacing.txt && cmp again spacing.model
            """)
        #expect(again.status == 0, "\(again.error)")
    }

    @Test func explanationsOfAllFormats() throws {
        let lab = try CommandLab().train(.spacing, .tags, .chunks, .pairs, .conllu)
        for (model, input, choices) in [
            ("spacing", "thecat", ["⟨stop⟩", "⟨stop⟩", "␠", "⟨stop⟩", "⟨stop⟩", "␠"]),
            ("tags", "the cat sees", ["DET", "NOUN", "VERB"]),
            ("chunks", "the/DET cat/NOUN", ["B-NP", "I-NP"]),
            ("pairs", "the cat", ["DET", "NOUN"]), ("conllu", "the cat sees", ["DET", "NOUN", "VERB"]),
        ] {
            let explained = try lab.run("scattershot explain -m \(model).model --json '\(input)'")
            let list = try #require(
                try json(explained.output)["decisions"] as? [[String: Any]], "\(model): \(explained.error)")
            #expect(list.compactMap { $0["choice"] as? String }.prefix(5) == choices.prefix(5), "\(model)")
            let text = try lab.run("scattershot explain -m \(model).model --position 2 '\(input)'")
            #expect(text.output.hasPrefix("2  "))
            #expect(text.output.contains("layer") && text.output.contains("without"))
        }
        let piped = try lab.run(
            // A pipe that goes on is not waited for.
            """
            mkfifo pipe; { printf '\\nthe\\ncat\\n\\nsees\\n'; exec sleep 1000; } > pipe & writer=$!
            scattershot explain -m tags.model --json - < pipe; kill $writer
            """)
        #expect((try json(piped.output)["decisions"] as? [Any])?.count == 2)
    }

    @Test func aMissingColumnIsNamed() throws {
        let lab = try CommandLab().train(.chunks)
        let failed = try lab.run("scattershot explain -m chunks.model 'the cat/NOUN'")
        #expect(failed.status == 64)
        #expect(failed.error.hasPrefix("Error: 'the' has 1 of 2 columns"))
    }

    @Test func theSystemIsDescribed() throws {
        let lab = try CommandLab()
        #expect(try lab.run("scattershot system").output.hasPrefix("scattershot     \(libraryVersion)\n"))
        let report = try json(try lab.run("scattershot system --json").output)
        #expect(report["version"] as? String == libraryVersion)
        #expect(report["threads"] as? Int ?? 0 >= 1)
        #expect((report["processors"] as? [Int])?.isEmpty == false)
    }
}
