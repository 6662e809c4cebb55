import Platform
import Probes
import Scattershot
import WorkPool

/// Remarks that every profile carries.
enum ProfileNotes {
    static func notes(
        of totals: StageTotals, session: ProbeSession, spans: Int, bandwidth: MemoryBandwidth?
    ) -> [String] {
        var notes = [
            "Inside of a chunk of sequences, gather, search and states are timed in one step of 16; the time of all steps is "
                + "divided in their proportion."
        ]
        if !ProbeSession.isAvailable {
            notes.append("This program was built without probes; build it without -DSCATTERSHOT_NO_PROBES.")
        }
        if session.recorders.contains(where: { $0.spans.count > spans }) {
            notes.append("The timeline shows the first \(spans) spans of each worker in the last pass.")
        }
        if totals.isCut {
            notes.append(
                "Percentiles are those of the first calls of each pass; times and counts are complete.")
        }
        if let remark = bandwidth?.remark {
            notes.append(remark.prefix(1).uppercased() + remark.dropFirst() + ".")
        }
        return notes
    }
}

extension StageTotals {
    /// What the workers of `pool` did.
    ///
    /// - Parameter set: whose tables they read; nil where there are none.
    func facts(of pool: WorkPool, reading set: WorkerSet?) -> [WorkerFacts] {
        workers.enumerated().map { number, worker in
            let processors = pool.placement.processors(ofWorker: number)
            return WorkerFacts(
                number: number, node: pool.placement.node(ofWorker: number),
                processor: pool.placement.isPinned ? processors.first : nil, blocks: worker.blocks,
                steals: worker.counts.steals, sleeps: worker.counts.sleeps, busy: worker.busy,
                idle: worker.idle,
                localShare: set?.localShare(ofWorker: number, on: pool.placement))
        }
    }
}
