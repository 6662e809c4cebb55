import Platform
import Probes
import Synchronization
import Testing

struct ProbeObserverTests {
    private final class Tally: ProbeObserver {
        let blocks = Atomic<Int>(0)
        let stagesInBlocks = Atomic<Int>(0)
        let stagesBetween = Atomic<Int>(0)
        let ticks = Atomic<UInt64>(0)
        let items = Atomic<Int>(0)
        let blocksAmongStages = Atomic<Int>(0)

        func blockEnded(
            worker: Int, block: StageRecorder.Span, stages: UnsafeBufferPointer<StageRecorder.Span>
        ) {
            blocks.add(1, ordering: .relaxed)
            stagesInBlocks.add(stages.count, ordering: .relaxed)
            add(stages)
            if stages.contains(where: { $0.start < block.start || $0.end > block.end }) {
                Issue.record("a stage outside of its block")
            }
        }

        func stagesEnded(worker: Int, stages: UnsafeBufferPointer<StageRecorder.Span>) {
            stagesBetween.add(stages.count, ordering: .relaxed)
            add(stages)
        }

        private func add(_ stages: UnsafeBufferPointer<StageRecorder.Span>) {
            for span in stages {
                ticks.add(span.end - span.start, ordering: .relaxed)
                items.add(Int(span.items), ordering: .relaxed)
                if span.stage == nil { blocksAmongStages.add(1, ordering: .relaxed) }
            }
        }
    }

    @Test(arguments: [0, 3, 1000]) func observersHearOfAllTheTime(mostSpans: Int) {
        let tally = Tally()
        let session = ProbeSession(workers: 2, mostSpans: mostSpans, observer: tally)
        session.start()
        for worker in 0..<2 {
            let probe = session.probe(ofWorker: worker)
            for _ in 0..<7 {
                probe.lap(.wait)
                probe.beginBlock()
                probe.lap(.tokenise, items: 5)
                probe.lap(.render, items: 6)
                probe.endBlock()
                probe.lap(.write, items: 1)
            }
        }
        session.finish()
        #expect(tally.blocks.load(ordering: .relaxed) == 14)
        #expect(tally.stagesInBlocks.load(ordering: .relaxed) == 28)
        // A wait and a write for each block, and the wait at the end of each worker.
        #expect(tally.stagesBetween.load(ordering: .relaxed) == 30)
        #expect(tally.ticks.load(ordering: .relaxed) == 2 * (session.endTicks - session.startTicks))
        #expect(tally.items.load(ordering: .relaxed) == 14 * 12)
        #expect(tally.blocksAmongStages.load(ordering: .relaxed) == 0)
        for recorder in session.recorders { #expect(recorder.spans.count <= mostSpans) }
    }

    @Test func aLongBlockIsToldInParts() {
        let tally = Tally()
        let session = ProbeSession(workers: 1, mostSpans: 0, observer: tally)
        session.start()
        let probe = session.probe(ofWorker: 0)
        probe.beginBlock()
        let laps = 2 * StageRecorder.mostUntold + 5
        for _ in 0..<laps { probe.lap(.update, items: 1) }
        probe.endBlock()
        session.finish()
        #expect(tally.stagesInBlocks.load(ordering: .relaxed) == 5)
        #expect(tally.items.load(ordering: .relaxed) == laps)
        #expect(tally.blocks.load(ordering: .relaxed) == 1)
        #expect(tally.ticks.load(ordering: .relaxed) == session.endTicks - session.startTicks)
        #expect(tally.blocksAmongStages.load(ordering: .relaxed) == 0)
    }

    @Test func aClosureObserves() {
        let tally = Tally()
        let session = ProbeSession(
            workers: 1, mostSpans: 0,
            observer: BlockObserver { worker, block, stages in
                #expect(worker == 0)
                #expect(block.stage == nil)
                tally.blockEnded(worker: worker, block: block, stages: stages)
            })
        session.start()
        let probe = session.probe(ofWorker: 0)
        probe.beginBlock()
        probe.lap(.search, items: 3)
        probe.endBlock()
        session.finish()
        #expect(tally.blocks.load(ordering: .relaxed) == 1)
        #expect(tally.items.load(ordering: .relaxed) == 3)
    }
}
