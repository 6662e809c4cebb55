import Platform
import Probes
import Testing

struct StageRecorderTests {
    private func sum(_ recorder: StageRecorder) -> UInt64 {
        Stage.allCases.reduce(0) { $0 + recorder.total(of: $1).ticks }
    }

    @Test func timesAddUpToTheSession() {
        let session = ProbeSession(workers: 3)
        session.start()
        for worker in 0..<2 {
            let probe = session.probe(ofWorker: worker)
            for _ in 0..<50 {
                probe.lap(.wait)
                probe.beginBlock()
                probe.lap(.tokenise, items: 2, bytes: 10)
                for step in 0..<20 where probe.beginStep() {
                    probe.mark(step.isMultiple(of: 2) ? .gather : .states)
                    probe.mark(.search)
                }
                probe.lapSteps(items: 20, gathered: (rows: 40, bytes: 80), other: .search)
                probe.endBlock()
            }
        }
        session.finish()
        for recorder in session.recorders {
            #expect(sum(recorder) == session.endTicks - session.startTicks)
        }
        #expect(session.recorders[0].total(of: .tokenise).items == 100)
        #expect(session.recorders[0].total(of: .tokenise).bytes == 500)
        #expect(session.recorders[0].total(of: .search).items == 1000)
        #expect(session.recorders[0].blocks == 50)
        #expect(session.recorders[2].total(of: .wait).ticks == session.endTicks - session.startTicks)
    }

    @Test func stepsAreDividedByWhatTheTimedOnesTook() {
        let session = ProbeSession(workers: 1)
        session.start()
        let probe = session.probe(ofWorker: 0)
        var timed = 0
        for _ in 0..<(4 * StageRecorder.stepsPerTimedStep) where probe.beginStep() {
            timed += 1
            probe.mark(.gather)
            probe.mark(.search)
        }
        probe.lapSteps(items: 64, gathered: (rows: 128, bytes: 8192), other: .states)
        session.finish()
        let recorder = session.recorders[0]
        #expect(timed == 4)
        #expect(recorder.total(of: .gather).items == 128)
        #expect(recorder.total(of: .gather).bytes == 8192)
        #expect(recorder.total(of: .search).items == 64)
        #expect(recorder.total(of: .states).calls == 0)
        #expect(sum(recorder) == session.endTicks - session.startTicks)
    }

    @Test func withoutATimedStepTheTimeGoesToTheOtherStage() {
        let session = ProbeSession(workers: 1)
        session.start()
        session.probe(ofWorker: 0).lapSteps(items: 5, other: .states)
        session.finish()
        #expect(session.recorders[0].total(of: .states).items == 5)
    }

    @Test func spansLieInTheirBlocksAndAreBounded() {
        let session = ProbeSession(workers: 1, mostSpans: 10)
        session.start()
        let probe = session.probe(ofWorker: 0)
        for _ in 0..<5 {
            probe.lap(.wait)
            probe.beginBlock()
            probe.lap(.read)
            probe.lap(.write)
            probe.endBlock()
        }
        session.finish()
        let recorder = session.recorders[0]
        #expect(recorder.isCut)
        #expect(recorder.spans.count == 10)
        #expect(recorder.total(of: .write).calls == 5)
        var inner: [StageRecorder.Span] = []
        for span in recorder.spans {
            guard span.stage == nil else {
                inner.append(span)
                continue
            }
            #expect(inner.suffix(2).allSatisfy { $0.start >= span.start && $0.end <= span.end })
        }
    }

    @Test func aProbeThatIsOffDoesNothing() {
        let probe = Probe.off
        probe.lap(.read)
        probe.beginBlock()
        #expect(!probe.beginStep())
        probe.lapSteps(items: 1, other: .read)
        probe.endBlock()
    }
}
