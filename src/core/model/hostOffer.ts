/** Offer of a machine of a team that runs sessions. */
export interface HostOffer {
  readonly name: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  /** Programs of agents that are installed there. */
  readonly agents: readonly { readonly driver: string; readonly version?: string }[];
  readonly labels: readonly string[];
  /** Whether its sandbox works. */
  readonly sandbox: boolean;
  /** Most sessions at once. */
  readonly slots: number;
  /** Whether people may take sessions over there. */
  readonly takeOver: boolean;
}

/** Needs of a session that a host has to meet. */
export interface HostNeeds {
  /** Drivers of its agents. */
  readonly drivers: readonly string[];
  readonly labels: readonly string[];
}

/** The needs that an offer does not meet: `agent claude`, `label gpu`. A program of one's own is started anywhere. */
export function lackingIn(offer: HostOffer, { drivers, labels }: HostNeeds): readonly string[] {
  const installed = ['command', ...offer.agents.map(({ driver }) => driver)];
  return [
    ...drivers.filter((driver) => !installed.includes(driver)).map((driver) => `agent ${driver}`),
    ...labels.filter((label) => !offer.labels.includes(label)).map((label) => `label ${label}`),
  ];
}
