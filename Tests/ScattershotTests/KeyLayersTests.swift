import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline

/// Key layers from training to answers.
@Suite struct KeyLayersTests {
    @Test func layersAndColumnsAreAdded() throws {
        var settings = TrainingSettings(for: .pairs(.characters))
        let before = settings.layers.count
        try settings.addKeyLayers(clusters: 7, for: .pairs(.characters))
        #expect(
            settings.columns.map(\.description) == ["column 2 = cluster 7 in 1", "column 3 = length by 2"])
        #expect(settings.layers.dropFirst(before).contains(.at("3.due[0] token[0]")))
        var tags = TrainingSettings(for: .tags(inputColumns: 2))
        try tags.addKeyLayers(clusters: 3, for: .tags(inputColumns: 2))
        #expect(tags.columns.map(\.description) == ["column 3 = cluster 3 in 1"])
        #expect(tags.layers.contains(.at("3.token[0] 2.token[0]")))
        tags.columns.append(try DerivedColumn(text: "column 4 = pass"))
        #expect(throws: InvalidStructure.self) {
            try tags.addKeyLayers(clusters: 3, for: .tags(inputColumns: 2))
        }
    }

    /// What `due` needs is checked before anything is learned.
    @Test(arguments: ["2.due[0]", "3.due[0]", "1.due[0]"]) func dueNeedsAnExpectedLength(layer: String) throws
    {
        let error = #expect(throws: InvalidStructure.self) {
            try SampleModels.train(.pairs(.characters), "ab\tb\nba\ta\n") {
                $0.columns = [try DerivedColumn(text: "column 2 = cluster 2 in 1")]
                $0.layers = [.at(layer)]
            }
        }
        #expect(error?.description.contains("length by") == true)
    }

    @Test func lengthNeedsClusters() throws {
        #expect(throws: InvalidStructure.self) {
            try SampleModels.train(.pairs(.characters), "ab\tb\nba\ta\n") {
                $0.columns = [try DerivedColumn(text: "column 2 = length by 1")]
            }
        }
    }

    /// Nothing but the cluster of the sentence tells which answer is right.
    @Test func theClusterDecides() throws {
        let texts = (0..<60).flatMap { number in
            [(["a", "b", "c"], "L"), (["p", "q", "r"], "R")].map { words, tag in
                "x\t\(tag)\n\(words[number % 3])\to\n\(words[number % 2])\to\n\(words[0])\to\n"
            }
        }
        var answers: [Bool: String] = [:]
        for sees in [false, true] {
            let model = try SampleModels.train(.tags(), texts.joined(separator: "\n")) {
                $0.columns = [try DerivedColumn(text: "column 2 = cluster 2 in 1")]
                $0.layers = [.at("token[0]")] + (sees ? [.at("2.token[0] token[0]")] : [])
            }
            answers[sees] = try BatchAnswers("x\nc\na\nb\n\nx\nr\np\nq\n", .success(model)).output
        }
        #expect(answers[true] == "x\tL\nc\to\na\to\nb\to\n\nx\tR\nr\to\np\to\nq\to\n")
        #expect(answers[false] != answers[true])
    }

    @Test func valuesAndLengthsAreInspected() throws {
        let model = try SampleModels.keyLayers.get()
        let clusters = Inspection(model: model).clusters()
        #expect(!clusters.isEmpty && clusters.count <= 5)
        #expect(clusters.reduce(0) { $0 + $1.sequences } == model.provenance.sequences)
        for cluster in clusters where cluster.sequences > 0 {
            #expect(cluster.meanLength > 0 && cluster.lengthDeviation >= 0 && cluster.ratio > 0)
            #expect(cluster.nearestOutputs.count == 3 && cluster.valueDeviation > 0)
        }
        #expect(Inspection(model: try SampleModels.tags.get()).clusters().isEmpty)
    }

    @Test func clustersAreInTheFile() throws {
        let scratch = try ScratchDirectory()
        for sample in [SampleModel.keyLayers, .structure] {
            let model = try sample.model
            try model.write(to: scratch.file("model"))
            let loaded = try Model(contentsOf: scratch.file("model"))
            #expect(Inspection(model: loaded).clusters() == Inspection(model: model).clusters())
            #expect(loaded.layerList == model.layerList)
            let input = sample.input(records: 40, seed: 9)
            #expect(
                try BatchAnswers(input, .success(loaded)).output
                    == BatchAnswers(input, .success(model)).output)
        }
    }
}
