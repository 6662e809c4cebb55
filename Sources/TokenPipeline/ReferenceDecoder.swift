import CuckooTable
import DigitKeys
import KeyLayers

/// What one layer contributed to a decision.
public struct LayerTrace: Sendable {
    /// Index of the layer.
    public let layer: Int
    /// Values of its parts.
    public let values: [UInt32]
    /// Its row, or 0 when it has none.
    public let row: UInt32
}

/// One decision, laid open.
public struct DecisionTrace: Sendable {
    /// Position of the input token.
    public let position: Int
    /// Counts the decisions of the position from 0.
    public let step: Int
    /// The input token of column 1.
    public let token: String
    /// Every layer of the model.
    public let layers: [LayerTrace]
    /// The encoder embedding: weights − noise, as whole numbers.
    public let embedding: [UInt64]
    /// Distance of every decoder key.
    public let distances: [UInt64]
    /// The nearest key and the runner-up.
    public let nearest: NearestKey
    /// The token that was chosen; differs from the nearest only where ⟨stop⟩ may not come yet.
    public let choice: Int
}

/// The plain decoder: strings, dictionaries, one look-up after another, whole-number sums and the scalar scan. It is the
/// oracle that every faster decoder is tested against, and what shows people how an answer came about.
public struct ReferenceDecoder: Sendable {
    private let model: TokenModel
    private let search: ScalarScan

    /// A reference decoder for `model`.
    ///
    /// - Complexity: O(outputs · digits).
    public init(model: TokenModel) {
        self.model = model
        search = ScalarScan(keys: model.frame.keys, distance: model.frame.distance)
    }

    /// Decodes one sequence.
    ///
    /// - Parameter tokens: one array of column texts for each position.
    /// - Complexity: O(positions · (layers · numbers + outputs · digits)), with a large constant.
    public func decode(_ tokens: [[String]]) -> [DecisionTrace] {
        var context = Context(tokens)
        var traces: [DecisionTrace] = []
        while context.position < tokens.count {
            let trace = decide(context)
            traces.append(trace)
            context.take(trace.choice, plan: model.frame.plan)
        }
        return traces
    }

    /// The decision that follows given ones, whether or not they are those of the decoder; nil after the last one.
    ///
    /// - Complexity: O(positions + layers · numbers + outputs · digits), with a large constant.
    package func decision(_ tokens: [[String]], after decisions: [Int]) -> DecisionTrace? {
        var context = Context(tokens)
        for choice in decisions { context.take(choice, plan: model.frame.plan) }
        return context.position < tokens.count ? decide(context) : nil
    }

    /// What the decisions of a sequence emit.
    ///
    /// - Complexity: O(decisions).
    public func emissions(of traces: [DecisionTrace], positions: Int) -> Emissions {
        var emissions = Emissions()
        var next = 0
        for position in 0..<positions {
            while next < traces.count && traces[next].position == position {
                let choice = traces[next].choice
                if !(model.frame.plan.hasStop && choice == EmissionPlan.stop) { emissions.append(choice) }
                next += 1
            }
            emissions.endPosition()
        }
        return emissions
    }

    /// The distances of a decision if one of its rows did not exist.
    ///
    /// - Complexity: O(layers · numbers + outputs · digits).
    public func distances(of trace: DecisionTrace, withoutRow row: Int) -> [UInt64] {
        distances(
            to: embedding(token: trace.token, rows: trace.layers.map { Int($0.row) }.filter { $0 != row }))
    }

    /// The output that `row` alone brings nearer most, seen from the middle of every number; of several the lowest.
    ///
    /// - Complexity: O(outputs · digits).
    public func pull(ofRow row: Int) -> Int {
        let before = distances(to: embedding(token: nil, rows: []))
        let after = distances(to: embedding(token: nil, rows: [row]))
        let gains = zip(before, after).map { Int64($0) - Int64($1) }
        return gains.firstIndex(of: gains.max() ?? 0) ?? 0
    }

    /// Where a sequence stands after some decisions.
    private struct Context {
        let tokens: [[String]]
        var position = 0
        /// Decisions taken at the position.
        var step = 0
        var history: [Int] = []
        var running: [String]
        var last: [String]?

        init(_ tokens: [[String]]) {
            self.tokens = tokens
            running = tokens.prefix(1).map { $0[0] }
        }

        mutating func take(_ choice: Int, plan: EmissionPlan) {
            history.append(choice)
            step += 1
            let isStop = plan.hasStop && choice == EmissionPlan.stop
            if !isStop {
                if !running.isEmpty { last = running }
                running = []
            }
            guard isStop || step == plan.maximum else { return }
            (position, step) = (position + 1, 0)
            if position < tokens.count { running.append(tokens[position][0]) }
        }
    }

    private func decide(_ context: Context) -> DecisionTrace {
        let frame = model.frame
        let shape = frame.distance.shape
        let layers = frame.layout.layers.indices.map { layer in
            let values = frame.layout.layers[layer].parts.map { value(of: $0, in: context) }
            let row = frame.layout.pack(layer: layer, values: values).map { model.table.find($0) } ?? 0
            return LayerTrace(layer: layer, values: values, row: row)
        }
        let token = context.tokens[context.position][0]
        let embedding = embedding(token: token, rows: layers.map { Int($0.row) })
        let nearest = search.nearest(to: KeyNumbers.digits(of: embedding, shape: shape))
        let tooEarly =
            frame.plan.hasStop && context.step < frame.plan.minimum && nearest.index == EmissionPlan.stop
        return DecisionTrace(
            position: context.position, step: context.step, token: token, layers: layers,
            embedding: embedding,
            distances: distances(to: embedding), nearest: nearest,
            choice: tooEarly ? nearest.runnerUp : nearest.index)
    }

    /// saturate(start − Σ rows), as whole numbers.
    private func embedding(token: String?, rows: [Int]) -> [UInt64] {
        let shape = model.frame.distance.shape
        var noise = [Int64](repeating: 0, count: shape.numbers)
        for row in rows {
            for (number, value) in model.rows[row].enumerated() { noise[number] += Int64(value) }
        }
        let scale = Int64(1) << Int64(model.rows.fractionBits)
        let top = Int64(shape.largestNumber) * scale + scale - 1
        let start = startVector(token)
        return (0..<shape.numbers).map { number in
            UInt64(KeyNumbers.saturatingSubtract(start[number] * scale, noise[number], largest: top) / scale)
        }
    }

    private func distances(to embedding: [UInt64]) -> [UInt64] {
        let frame = model.frame
        let digits = KeyNumbers.digits(of: embedding, shape: frame.distance.shape)
        return (0..<frame.keys.count).map { frame.distance.between(digits, frame.keys.digits(of: $0)) }
    }

    private func startVector(_ token: String?) -> [Int64] {
        let frame = model.frame
        let shape = frame.distance.shape
        if frame.start == .weights, let token, let index = frame.columns[0].tokens.index(of: token) {
            return frame.columns[0].tokens.keySource.weights(of: index, shape: shape).map { Int64($0) }
        }
        return Array(repeating: Int64(shape.largestNumber / 2), count: shape.numbers)
    }

    private func value(of part: ContextPart, in context: Context) -> UInt32 {
        let frame = model.frame
        let place = context.position + part.offset
        switch part.source {
        case .column(let column, let view):
            guard context.tokens.indices.contains(place) else { return PartValue.outside }
            return frame.columns[column - 1].value(of: context.tokens[place][column - 1], view: view)
        case .edge:
            guard context.tokens.indices.contains(place) else { return PartValue.outside }
            switch (place == 0, place == context.tokens.count - 1) {
            case (true, true): return PartValue.Edge.only
            case (true, false): return PartValue.Edge.first
            case (false, true): return PartValue.Edge.last
            case (false, false): return PartValue.Edge.inner
            }
        case .output:
            let index = context.history.count + part.offset
            return index >= 0 ? PartValue.known(context.history[index]) : PartValue.outside
        case .span:
            guard let span = part.offset == 0 ? context.running : context.last else {
                return PartValue.outside
            }
            return span.reduce(SpanIndex.root) { node, token in
                let index = frame.columns[0].tokens.index(of: token)
                return frame.spans.extend(node, by: index.map(PartValue.known) ?? PartValue.unknown)
            }
        case .unit:
            let units = context.history.flatMap(frame.units.units)
            let index = units.count + part.offset
            return index >= 0 ? units[index] : PartValue.outside
        case .due(let column):
            let length = frame.columns[column - 1].tokens.index(
                of: context.tokens[context.position][column - 1])
            guard let length else { return PartValue.unknown }
            let emitted = context.history.filter { !frame.plan.isStop($0) }.count
            let range = EmissionMarks.dueRange
            return PartValue.known(
                min(max(length - emitted, range.lowerBound), range.upperBound) - range.lowerBound)
        case .seen:
            let came = frame.traits.once.enumerated().filter { context.history.contains($0.element) }
            return PartValue.known(came.reduce(0) { $0 | 1 << $1.offset })
        }
    }
}
