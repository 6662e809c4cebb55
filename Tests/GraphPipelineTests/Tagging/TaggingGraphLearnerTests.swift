import Foundation
import GraphPipeline
import TestSupport
import Testing
import WorkPool

/// A task of which graphs can tell what distances do not.
struct RuledTagging {
    static let labels = ["O", "head", "left", "far"]

    /// One head a sequence, the first V or else the first token; N before the head is left, N after it far. Distances know the
    /// tags, are noisy, and know nothing of order.
    static func corpus(sequences: Int, seed: UInt64, isLearnable: Bool = true) -> TaggedCorpus {
        var generator = SeededGenerator(seed: seed)
        let tags = ["N", "V", "D", "P"]
        let words = (0..<90).map { "w\($0)" }
        var columns: [[UInt32]] = [[], []]
        var (wanted, distances, ends) = ([UInt32](), [Int32](), [Int]())
        for _ in 0..<sequences {
            let count = Int.random(in: 3...12, using: &generator)
            let own = (0..<count).map { _ in Int.random(in: 0..<4, using: &generator) }
            let head = own.firstIndex(of: 1) ?? 0
            for place in 0..<count {
                columns[0].append(UInt32.random(in: 0..<90, using: &generator))
                columns[1].append(UInt32(own[place]))
                let label = place == head ? 1 : own[place] != 0 ? 0 : place < head ? 2 : 3
                wanted.append(UInt32(isLearnable ? label : Int.random(in: 0..<4, using: &generator)))
                let likely = [0: [2, 3], 1: [1, 0], 2: [0], 3: [0]][own[place]] ?? [0]
                for index in 0..<4 {
                    let base = likely.contains(index) ? 1000 : 2000
                    distances.append(Int32(base + Int.random(in: 0..<400, using: &generator)))
                }
            }
            ends.append(wanted.count)
        }
        return TaggedCorpus(
            columns: columns, tokens: [words, tags], labels: labels, wanted: wanted, distances: distances,
            sequenceEnds: ends)
    }

    static func accuracy(
        _ graphs: TaggingGraphs, _ product: TaggingGraphDecoder.Product, on corpus: TaggedCorpus
    ) -> Double {
        let plain = PlainTaggingDecoder(graphs, product: product)
        var right = 0
        for sequence in corpus.sequenceEnds.indices {
            let range = corpus.positions(of: sequence)
            let columns = corpus.columns.indices.map { column in
                range.map { corpus.tokens[column][Int(corpus.columns[column][$0])] }
            }
            let found = plain.decide(
                columns: columns,
                distances: Array(corpus.distances[range.lowerBound * 4..<range.upperBound * 4]))
            right += zip(range, found).filter { corpus.wanted[$0] == $1 }.count
        }
        return Double(right) / Double(max(corpus.count, 1))
    }

    static var settings: TaggingSettings {
        var settings = TaggingSettings()
        settings.list?.candidates = 1200
        settings.list?.rounds = 12
        settings.list?.conditions = 500
        settings.rows?.conditions = 400
        settings.rows?.most = 300
        return settings
    }
}

@Suite struct TaggingGraphLearnerTests {
    @Test func whatHoldsIsFoundAndEarnsItsPlace() throws {
        let corpus = RuledTagging.corpus(sequences: 1600, seed: 3)
        let (graphs, report) = try TaggingGraphLearner(settings: RuledTagging.settings).learn(corpus)
        #expect(graphs.constraints == [ExactCount(label: 1, count: 1)])
        #expect(report.constraints.map(\.text) == ["exactly 1 head"])
        #expect(report.list?.isAccepted == true && report.rows?.isAccepted == true)
        #expect((report.list?.effects.untouched.gain ?? 0) > 0)
        #expect((graphs.list?.graphs.count ?? 0) <= 50 && (graphs.rows?.count ?? 0) <= 300)
        #expect(report.graphs.count == graphs.list?.graphs.count)
        for entry in report.graphs { #expect(throws: Never.self) { try Graph(text: entry.text) } }
        let unseen = RuledTagging.corpus(sequences: 300, seed: 4)
        let alone = RuledTagging.accuracy(graphs, .constraints, on: unseen)
        let list = RuledTagging.accuracy(graphs, .list, on: unseen)
        let rows = RuledTagging.accuracy(graphs, .rows, on: unseen)
        #expect(list > alone + 0.05 && list > 0.9, "constraints \(alone), list \(list)")
        #expect(rows > 0.95, "constraints \(alone), rows \(rows)")
    }

    @Test func nothingIsLearnedFromNoise() throws {
        let corpus = RuledTagging.corpus(sequences: 600, seed: 5, isLearnable: false)
        var settings = RuledTagging.settings
        settings.certainty = 3
        let (graphs, _) = try TaggingGraphLearner(settings: settings).learn(corpus)
        #expect(graphs.constraints.isEmpty && graphs.list == nil)
    }

    @Test func theSameSeedLearnsTheSame() throws {
        let corpus = RuledTagging.corpus(sequences: 400, seed: 6)
        let learner = TaggingGraphLearner(settings: RuledTagging.settings)
        let (first, second) = (try learner.learn(corpus), try learner.learn(corpus))
        #expect(first.graphs == second.graphs)
        #expect(first.report == second.report)
        let stored = try JSONEncoder().encode(first.graphs)
        #expect(try JSONDecoder().decode(TaggingGraphs.self, from: stored) == first.graphs)
    }

    @Test(arguments: [2, 3]) func threadsHaveNoInfluence(threads: Int) throws {
        let corpus = RuledTagging.corpus(sequences: 600, seed: 6)
        let learner = TaggingGraphLearner(settings: RuledTagging.settings)
        let alone = try learner.learn(corpus)
        let shared = try learner.learn(corpus, pool: WorkPool(threads: threads))
        #expect(alone.graphs.list != nil && alone.graphs.rows != nil)
        #expect(shared.graphs == alone.graphs)
        #expect(shared.report == alone.report)
    }

    @Test func theReportTellsWhatMadeTheGraphs() throws {
        let corpus = RuledTagging.corpus(sequences: 1600, seed: 3)
        var (tried, rounds) = (0, 0)
        var settings = RuledTagging.settings
        settings.rows = nil
        let (graphs, report) = try TaggingGraphLearner(settings: settings).learn(corpus) { news in
            if case .scored(let candidates, let seconds) = news {
                tried += candidates
                rounds += 1
                #expect(seconds > 0)
            }
        }
        #expect(tried == report.tried)
        #expect(
            report.makers.errors + report.makers.edits + report.makers.noise == graphs.list?.graphs.count)
        #expect(report.graphs.allSatisfy { $0.maker != nil })
        #expect(report.noise.draws > 0 && report.noise.draws <= rounds * 400)
        #expect(report.noise.graphs > 0 && report.noise.refused > 0, "\(report.noise)")
    }

    /// A tenth that is reserved has no part in anything that is learned.
    @Test func aReservedPartHasNoInfluence() throws {
        let corpus = RuledTagging.corpus(sequences: 1200, seed: 9)
        var settings = RuledTagging.settings
        settings.reservesComparison = true
        let learned = try TaggingGraphLearner(settings: settings).learn(corpus)
        var wanted = corpus.wanted
        var reserved = 0
        for sequence in corpus.sequenceEnds.indices
        where DataSlices.part(of: sequence, reservesComparison: true) == .comparison {
            reserved += 1
            for position in corpus.positions(of: sequence) { wanted[position] = 3 - wanted[position] }
        }
        #expect(reserved == 120)
        let other = TaggedCorpus(
            columns: corpus.columns, tokens: corpus.tokens, labels: corpus.labels, wanted: wanted,
            distances: corpus.distances, sequenceEnds: corpus.sequenceEnds)
        let again = try TaggingGraphLearner(settings: settings).learn(other)
        #expect(again.graphs == learned.graphs && again.report == learned.report)
    }

    @Test func tooLittleDataTeachesNothing() throws {
        let corpus = RuledTagging.corpus(sequences: 20, seed: 7)
        #expect(try TaggingGraphLearner().learn(corpus).graphs.isEmpty)
    }

    @Test func progressCanEndLearning() {
        struct Stop: Error {}
        let corpus = RuledTagging.corpus(sequences: 400, seed: 8)
        #expect(throws: Stop.self) {
            _ = try TaggingGraphLearner(settings: RuledTagging.settings).learn(corpus) { _ in throw Stop() }
        }
    }
}
