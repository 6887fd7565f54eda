using Npgsql;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Answering;

/// <summary>The table of links that let a team answer a referral without an account, in the log's database.</summary>
public static class AnswerLinkSchema
{
    private const string Tables = """
        create schema answering;

        -- A link is known by its id, which nobody can make without the vault's key. Address and code stand here as keyed hashes alone.
        create table answering.link (
            id            uuid primary key,
            referral      uuid not null,
            organisation  uuid not null,
            address       text not null,
            made_at       timestamptz not null,
            expires_at    timestamptz not null,
            revoked_at    timestamptz,
            code          text,
            code_until    timestamptz,
            attempts      int not null default 0,
            codes         int not null default 0,
            codes_in_hour int not null default 0,
            hour_from     timestamptz not null);
        create index on answering.link (organisation) where revoked_at is null;
        """;

    private static readonly OwnSchema Own = new("answering", "link", Tables, "answer links");

    /// <inheritdoc cref="OwnSchema.MigrateAsync"/>
    public static Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop = default) => Own.MigrateAsync(database, stop);

    /// <inheritdoc cref="OwnSchema.CheckAsync"/>
    public static Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default) => Own.CheckAsync(database, stop);
}
