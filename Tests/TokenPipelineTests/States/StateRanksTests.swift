import KeyLayers
import TestSupport
import Testing
import TokenPipeline

@Suite struct StateRanksTests {
    private func corpus(_ sequences: [[[UInt32]]]) -> EncodedCorpus {
        var corpus = EncodedCorpus(columnCount: 1)
        for sequence in sequences {
            for emissions in sequence { corpus.append(tokens: [0], emissions: emissions) }
            corpus.endSequence()
        }
        return corpus
    }

    @Test func ranksAreThoseOfTheDecisions() throws {
        let corpus = corpus([[[1], [2], [1], [2, 2]], [[3], [], [1]]])
        var settings = StateSettings()
        let one = StateRanks(of: corpus, plan: .oneForOne, outputCount: 4, settings: settings) { $0 == 0 }
        #expect(
            one.ranks
                == PageRank().ranks(of: TransitionCounts(stateCount: 4, between: [1, 2, 1, 2] as [UInt32])))
        // ⟨stop⟩ is a state where it can come.
        let plan = try #require(EmissionPlan(copiesInput: false, minimum: 0, maximum: 2))
        let stops = StateRanks(of: corpus, plan: plan, outputCount: 4, settings: settings) { $0 == 1 }
        #expect(
            stops.ranks
                == PageRank().ranks(
                    of: TransitionCounts(stateCount: 4, between: [3, 0, 0, 1, 0] as [UInt32])))
        settings.teleport = .starts
        settings.damping = 0
        let starts = StateRanks(of: corpus, plan: .oneForOne, outputCount: 4, settings: settings)
        #expect(starts.ranks == [0, 0.5, 0, 0.5])
        #expect(starts.order(plan: .oneForOne) == [1, 3, 0, 2])
        #expect(starts.order(plan: plan) == [0, 1, 3, 2])
    }

    @Test func settingsAreChecked() {
        var settings = StateSettings()
        for damping in [-0.1, 1, .nan, .infinity] {
            settings.damping = damping
            #expect(throws: (any Error).self, "\(damping)") { try settings.check() }
        }
        settings.damping = 0.5
        for rank in [-1, 1.5, .nan] {
            settings.minimumRank = rank
            #expect(throws: (any Error).self, "\(rank)") { try settings.check() }
        }
    }

    @Test func emissionsAreRenumbered() {
        var corpus = corpus([[[1], [2, 0]], [[], [1]]])
        corpus.renumberEmissions([5, 6, 7])
        #expect(corpus.emissions == [6, 7, 5, 6])
        #expect(corpus.emissionEnds == [1, 3, 3, 4])
    }
}
