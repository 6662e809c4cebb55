import Foundation
import Platform
import Testing

/// Every way to run inference writes the same bytes as the plain one.
@Suite struct KernelCommandTests {
    private func input(of sample: SampleText) -> String {
        let lines = sample.training.split(separator: "\n", omittingEmptySubsequences: false)
        let questions = lines.map { line -> String in
            switch sample {
            case .spacing: String(line.filter { $0 != " " })
            case .tags, .pairs: String(line.prefix { $0 != "\t" })
            case .chunks: line.split(separator: "\t").prefix(2).joined(separator: "\t")
            case .conllu: String(line)
            }
        }
        // Words that no model has seen, in every place.
        let unknown = questions.map {
            $0.replacing("cat", with: "cät").replacing("river", with: "Stream").replacing("the", with: "thé")
        }
        return (questions + [""] + unknown + [""]).joined(separator: "\n")
    }

    @Test(arguments: [SampleText.spacing, .tags, .chunks, .pairs, .conllu])
    func kernelsThreadsAndNodesAgree(sample: SampleText) throws {
        let lab = try CommandLab().train(sample)
        try lab.write("in.txt", String(repeating: input(of: sample), count: 30))
        let plain = try lab.run("scattershot infer -m \(sample).model --kernel scalar --threads 1 in.txt")
        #expect(plain.status == 0 && !plain.output.isEmpty, "\(plain.error)")
        for kernel in Kernel.supported {
            for threads in [1, 2, 3] {
                for nodes in ["", "SCATTERSHOT_NODES='0;1' "] {
                    let script =
                        nodes
                        + "scattershot infer -m \(sample).model --kernel \(kernel) --threads \(threads) in.txt"
                    let answered = try lab.run(script)
                    #expect(answered.status == 0, "\(script): \(answered.error)")
                    #expect(answered.output == plain.output, "\(script)")
                }
            }
        }
    }

    @Test(arguments: Kernel.supported)
    func aForcedKernelIsTaken(kernel: Kernel) throws {
        let lab = try CommandLab().train(.tags)
        for script in [
            "printf 'the\\n' | scattershot infer -m tags.model --quiet --stats --kernel \(kernel)",
            "printf 'the\\n' | SCATTERSHOT_KERNEL=\(kernel) scattershot infer -m tags.model --quiet --stats",
            // The option stands above the environment.
            "printf 'the\\n' | SCATTERSHOT_KERNEL=simd scattershot infer -m tags.model -q --stats --kernel \(kernel)",
        ] {
            let answered = try lab.run(script)
            #expect(answered.error.contains("\"kernel\":\"\(kernel)\""), "\(script): \(answered.error)")
        }
        let system = try lab.run("SCATTERSHOT_KERNEL=\(kernel) scattershot system")
        #expect(system.output.contains("\(kernel): asked for"), "\(system.output)")
    }

    @Test func aKernelThatCannotRunIsRefused() throws {
        let lab = try CommandLab().train(.tags)
        for script in [
            "scattershot infer -m tags.model --kernel fast /dev/null",
            "SCATTERSHOT_KERNEL=fast scattershot infer -m tags.model /dev/null",
            "scattershot infer -m tags.model --kernel \(Kernel.supported.contains(.neon) ? "vbmi" : "neon") /dev/null",
        ] {
            let answered = try lab.run(script)
            #expect(answered.status == 64, "\(script)")
            #expect(answered.error.contains("simd"), "\(answered.error)")
        }
    }

    @Test func aModelSaysHowItsLayersAreEvaluated() throws {
        let lab = try CommandLab().train(.tags, .spacing)
        let tags = try lab.run("scattershot inspect tags.model").output
        for form in ["token", "phrase", "states", "states of a context"] {
            #expect(tags.contains(form), "\(tags)")
        }
        #expect(try lab.run("scattershot inspect spacing.model").output.contains("span"))
    }
}
