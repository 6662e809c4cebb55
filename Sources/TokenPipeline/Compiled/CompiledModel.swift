import CuckooTable
import DigitKeys
import KeyLayers
import Platform

/// A token model in the form that decodes fastest, made from the layers' descriptions when the model is loaded. Its
/// answers are those of the uncompiled model, bit for bit: sums of integers may be taken in any order.
///
/// Immutable and shared by all decoders.
public final class CompiledModel: Sendable {
    /// The model that was compiled.
    public let model: TokenModel

    /// Whether all rows are multiples of one vector, so that decisions depend on one whole number.
    public var isOnLine: Bool { line != nil }
    /// How much of the processor decoders may use.
    public let kernel: Kernel
    /// How far ahead decoders ask for memory.
    public let prefetchDistance: PrefetchDistance

    let plan: LayerPlan
    let phrases: [CompiledPhrase]
    let contexts: [StateMasks]
    let spans: SpanTables?
    /// The layers that are probed: signature → word.
    let probes: SignatureTable
    /// Number of the first row of each dense table of states.
    let denseStarts: [UInt32]
    /// Rows × numbers; empty when rows are multiples of one vector.
    let rows: Slab<Int16>
    /// The multiples; empty otherwise.
    let scalars: Slab<Int32>
    let line: LineRows?

    /// Compiles `model`.
    ///
    /// - Parameter usesLine: false to add up rows even where all are multiples of one vector, which a beam needs.
    /// - Complexity: O(rows · numbers).
    public init(
        _ model: TokenModel, kernel: Kernel = .preferred, prefetchDistance: PrefetchDistance = .standard,
        usesLine: Bool = true
    ) {
        self.model = model
        self.kernel = kernel
        self.prefetchDistance = prefetchDistance
        plan = LayerPlan(frame: model.frame)
        line = usesLine ? LineRows(model) : nil
        var compiler = ModelCompiler(model: model, plan: plan, multiples: line?.multiples)
        denseStarts = compiler.compileDense()
        compiler.collect()
        probes = compiler.probeTable
        spans = compiler.compileSpans()
        contexts = compiler.compileContexts()
        phrases = compiler.compilePhrases()
        rows = Slab(compiler.rows.values)
        scalars = Slab(compiler.rows.scalars)
    }

    /// The tables of another compiled model, which are shared, for decoders with other settings.
    ///
    /// - Complexity: O(1).
    public init(sharing other: CompiledModel, kernel: Kernel, prefetchDistance: PrefetchDistance) {
        model = other.model
        self.kernel = kernel
        self.prefetchDistance = prefetchDistance
        plan = other.plan
        phrases = other.phrases
        contexts = other.contexts
        spans = other.spans
        probes = other.probes
        denseStarts = other.denseStarts
        rows = other.rows
        scalars = other.scalars
        line = other.line
    }

    /// Memory of the compiled tables, in bytes.
    public var byteCount: Int {
        rows.count * 2 + scalars.count * 4 + (spans?.byteCount ?? 0) + probedBytes
            + contexts.reduce(0) { $0 + $1.second.count * MemoryLayout<StateMask>.stride }
    }

    /// Bytes of the tables that are read for all places of a chunk before anything is decided.
    var probedBytes: Int {
        phrases.reduce(0) { $0 + $1.table.byteCount } + probes.buckets.count * MemoryLayout<Bucket>.stride
            + contexts.reduce(0) { $0 + $1.first.count * MemoryLayout<StateMask>.stride }
    }
}

/// A phrase with the table that finds it.
struct CompiledPhrase: Sendable {
    /// What is packed, and where: (view, offset, shift).
    let parts: [(view: Int, offset: Int, shift: UInt64)]
    /// Furthest offset from the first token.
    let reach: Int
    let words: [LayerPlan.Word]
    let table: PhraseTable
}
