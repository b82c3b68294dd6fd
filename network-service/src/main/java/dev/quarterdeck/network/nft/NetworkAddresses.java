package dev.quarterdeck.network.nft;

/**
 * The ranges that rules tell apart.
 *
 * @param podCidr addresses of all pods of the cluster
 * @param serviceCidr cluster IPs
 * @param hostCidr the hosts' own network, whose traffic to pods keeps its source
 * @param clusterDns the address of the cluster's DNS, served by this host itself
 */
public record NetworkAddresses(String podCidr, String serviceCidr, String hostCidr, String clusterDns) {}
