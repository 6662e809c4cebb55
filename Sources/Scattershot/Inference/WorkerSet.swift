import GraphPipeline
import KeyLayers
import Platform
import Probes
import TokenPipeline
import WorkPool

/// One worker for each thread of a pool, with the tables they share: a model prepared for inference.
///
/// The pool never gives two running calls the same worker number, which is what makes the sharing safe. So a set may be
/// used again, but by one run at a time.
public final class WorkerSet: @unchecked Sendable {
    private let workers: [TransductionWorker]
    /// Only to share its look-up tables.
    private let resolver: TokenResolver
    private let decodable: WorkerReplicated<DecodablePasses>
    private let outputs: OutputTexts
    private let graphs: RunnableGraphs?
    /// Records what the workers do.
    public let probes: ProbeSession?

    /// Workers for a pool. Those of one memory node share a copy of the tables near them, unless the settings ask for
    /// another number of copies.
    ///
    /// - Parameters:
    ///   - model: what to prepare.
    ///   - pool: for whose threads there is a worker each.
    ///   - settings: kernel, prefetching and copies of tables. Threads are those of the pool.
    ///   - isCompiled: False to look every layer up by its signature, for comparison.
    ///   - beam: hypotheses about a sequence that are kept; 1 to always take the nearest token. See `Model.checkBeam`.
    ///   - stepByStep: graphs run one by one, so that each step can be told.
    ///   - graphLimits: bounds of each graph that runs on a record.
    ///   - probes: records what the workers do, with a recorder for each.
    /// - Complexity: O(rows · numbers) for each copy.
    public init(
        model: Model, pool: WorkPool, settings: EngineSettings = EngineSettings(threads: 1),
        isCompiled: Bool = true, beam: Int = 1, stepByStep: Bool = false,
        graphLimits: ExecutionLimits = ExecutionLimits(), probes: ProbeSession? = nil
    ) {
        self.probes = probes
        let (kernel, distance) = (settings.kernel, settings.prefetchDistance)
        decodable = WorkerReplicated(pool.placement, count: settings.tableCopies) { _ in
            DecodablePasses(
                model, kernel: kernel, prefetchDistance: distance, isCompiled: isCompiled, beam: beam)
        }
        outputs = OutputTexts(model: model)
        graphs = RunnableGraphs(model, stepByStep: stepByStep, limits: graphLimits)
        resolver = TokenResolver(columns: model.tokens.frame.columns, prefetchDistance: distance)
        workers = Self.workers(
            model: model, pool: pool, decodable: decodable, graphs: graphs, outputs: outputs,
            resolver: resolver, probes: probes)
    }

    /// Workers for the same model and an equal placement with the tables of another set, but with another kernel and
    /// distance. The number of copies stays.
    ///
    /// - Complexity: O(layers) for each thread; as for a new set where the other one has no tables, since it is scalar.
    public init(
        sharing other: WorkerSet, model: Model, pool: WorkPool, settings: EngineSettings,
        probes: ProbeSession? = nil
    ) {
        self.probes = probes
        precondition(pool.threads == other.workers.count, "workers of another pool")
        let (kernel, distance) = (settings.kernel, settings.prefetchDistance)
        decodable = other.decodable.map {
            DecodablePasses(sharing: $0, kernel: kernel, prefetchDistance: distance)
        }
        (graphs, outputs, resolver) = (
            other.graphs, other.outputs, TokenResolver(sharing: other.resolver, prefetchDistance: distance)
        )
        workers = Self.workers(
            model: model, pool: pool, decodable: decodable, graphs: graphs, outputs: outputs,
            resolver: resolver, probes: probes)
    }

    private static func workers(
        model: Model, pool: WorkPool, decodable: WorkerReplicated<DecodablePasses>,
        graphs: RunnableGraphs?, outputs: OutputTexts, resolver: TokenResolver, probes: ProbeSession?
    ) -> [TransductionWorker] {
        precondition(probes.map { $0.recorders.count == pool.threads } ?? true, "a recorder for each worker")
        return (0..<pool.threads).map { number in
            let probe = probes.probe(ofWorker: number)
            let passes = decodable[forWorker: number]
            let distances = model.distances(for: graphs, kernel: passes.last.kernel)
            return TransductionWorker(
                model: model, decoder: passes.last.makeDecoder(probe: probe, distances: distances),
                // Without a probe: all of its time is that of one stage, which the worker laps.
                firstPass: passes.first?.makeDecoder(),
                graphs: graphs.map { GraphPass($0, model: model, outputs: outputs, distances: distances) },
                outputs: outputs, resolver: TokenResolver(sharing: resolver), probe: probe)
        }
    }

    /// Bytes of the tables that decoding reads, all copies together.
    ///
    /// - Complexity: O(copies · layers).
    public var tableBytes: Int { decodable.copies.reduce(0) { $0 + $1.byteCount } }

    /// Bytes of the tables that a worker gathers from in a stage, of one copy; 0 where it gathers from none, nil where their
    /// size is not known.
    ///
    /// - Complexity: O(layers).
    public func tableBytes(of stage: Stage) -> Int? {
        let passes = decodable[forWorker: 0]
        return switch stage {
        case .lookUp: resolver.byteCount
        case .firstPass: passes.first?.byteCount
        default: passes.last.tableBytes(of: stage)
        }
    }

    /// Share of the pages of a worker's rows that are on the worker's own memory node, 0 to 1; nil where there is one
    /// node, where nodes are described and not real, and where the system does not tell.
    ///
    /// - Complexity: O(pages).
    public func localShare(ofWorker worker: Int, on placement: WorkerPlacement) -> Double? {
        let node = placement.usedNodes[placement.node(ofWorker: worker)]
        guard placement.nodes.count > 1, placement.nodes.areReal, let number = node.systemNumber else {
            return nil
        }
        return decodable[forWorker: worker].last.withRows { rows in
            guard let pages = PagePlacement(of: rows) else { return nil }
            let present = pages.pagesByNode.values.reduce(0, +)
            return present > 0 ? Double(pages.pagesByNode[number] ?? 0) / Double(present) : nil
        }
    }

    subscript(worker: Int) -> TransductionWorker { workers[worker] }

    /// A worker beside the others that reads the tables of the first of them, counts what it looks up, and lets no graphs
    /// edit what it decides.
    ///
    /// - Parameters:
    ///   - last: of the pass whose decisions are the answer.
    ///   - first: of the one before it, where there is one.
    func surveyor(_ model: Model, last: LookupCensus, first: LookupCensus) -> TransductionWorker {
        let pass = decodable[forWorker: 0].last
        let distances = model.distances(for: graphs, kernel: pass.kernel)
        return surveyor(model, pass.makeDecoder(distances: distances, census: last), first: first)
    }

    /// The same with another decoder of the last pass.
    func surveyor(
        _ model: Model, _ decoder: any SequenceDecoder, first: LookupCensus? = nil
    ) -> TransductionWorker {
        TransductionWorker(
            model: model, decoder: decoder,
            firstPass: decodable[forWorker: 0].first?.makeDecoder(census: first), outputs: outputs,
            resolver: TokenResolver(sharing: resolver))
    }
}
