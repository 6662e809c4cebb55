import ArgumentParser
import NoiseSampling
import TokenPipeline

/// The values of `train --noise`: the canonical noise or a colour of sampled noise.
enum TrainingNoise: ExpressibleByArgument, Hashable {
    case canonical
    case sampled(NoiseColour)

    init?(argument: String) {
        if argument == "canonical" {
            self = .canonical
        } else if let colour = NoiseColour(rawValue: argument) {
            self = .sampled(colour)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { ["canonical"] + NoiseColour.allCases.map(\.rawValue) }

    var defaultValueDescription: String {
        switch self {
        case .canonical: "canonical"
        case .sampled(let colour): colour.rawValue
        }
    }

    /// The rule of learning that it stands for.
    func rule(samples: Int) -> NoiseRule {
        switch self {
        case .canonical: .canonical
        case .sampled(let colour): .sampled(samples: samples, colour: colour)
        }
    }
}

extension NoiseColour: ExpressibleByArgument {}
