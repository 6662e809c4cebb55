import Platform
import TokenPipeline

/// Goes on with a text, one character after the other.
public struct TextContinuation {
    private let model: LanguageModel
    private var history: EmittedHistory
    private var sampler: NextTokenSampler
    /// Characters written so far.
    public private(set) var count = 0
    /// The numbers of the last ones, at least `recentLength` of them where there are so many: for a `RepetitionMeasure`.
    public private(set) var recent: [UInt32] = []

    /// Characters that `recent` has at least.
    public static let recentLength = 10_000

    /// Goes on with `prompt`, or with the text that the model learned.
    ///
    /// - Parameters:
    ///   - model: must not learn meanwhile.
    ///   - prompt: the beginning of a text; nil for the end of the learned one.
    ///   - temperature: amplitude of the noise: 0 always takes the most probable character, 1 takes each as often as it is
    ///     probable.
    ///   - seed: of the noise; the same seed gives the same text.
    ///   - visitCost: below temperature 1, what keeps the text from going in circles: the probability of a character that
    ///     was taken v times after the same characters, as many as the longest context has, is divided by 1 + v to the power
    ///     `visitCost` · (1 − `temperature`).
    /// - Precondition: `temperature` and `visitCost` are finite and at least 0.
    /// - Complexity: O(order · characters of the prompt).
    public init(
        of model: LanguageModel, prompt: String? = nil, temperature: Double = 1, seed: UInt64 = 1,
        visitCost: Double = 1
    ) {
        self.model = model
        sampler = NextTokenSampler(temperature: temperature, seed: seed, visitCost: visitCost)
        guard var prompt else {
            history = model.historyAtEnd()
            return
        }
        var history = EmittedHistory()
        prompt.withUTF8 { bytes in
            GraphemeClusters.forEachCluster(in: bytes) { range in
                let token = model.token(of: UnsafeBufferPointer(rebasing: bytes[range]))
                model.next.read(token, after: &history)
            }
        }
        self.history = history
    }

    /// The next characters.
    ///
    /// - Complexity: O(order · characters of the model) for each.
    public mutating func next(characters: Int) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<characters {
            guard let token = sampler.next(model.next, after: history) else { break }
            model.next.read(token, after: &history)
            model.characters.withBytes(of: Int(token)) { bytes.append(contentsOf: $0) }
            count += 1
            if recent.count == 2 * Self.recentLength { recent.removeFirst(Self.recentLength) }
            recent.append(token)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
